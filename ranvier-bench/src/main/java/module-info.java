/// Benchmarks.
module io.ranvier.bench {
  requires static org.jspecify;
  requires io.ranvier.core;
  requires io.ranvier.nn;
  requires io.ranvier.data;
  requires io.ranvier.io;
  requires io.ranvier.zoo;
  requires io.ranvier.testing;
}
