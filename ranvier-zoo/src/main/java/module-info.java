/// Networks, one file per architecture.
module io.ranvier.zoo {
  requires static org.jspecify;
  requires transitive io.ranvier.nn;

  exports io.ranvier.zoo;

  opens io.ranvier.zoo to
      io.ranvier.nn;
}
