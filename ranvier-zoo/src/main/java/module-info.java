/// Networks, one file per architecture.
module io.ranvier.zoo {
  requires static org.jspecify;
  requires transitive io.ranvier.nn;
}
