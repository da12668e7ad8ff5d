/// File formats: safetensors and its kin.
module io.ranvier.io {
  requires static org.jspecify;
  requires transitive io.ranvier.core;
  requires transitive io.ranvier.nn;
  requires tools.jackson.core;

  exports io.ranvier.io;
}
