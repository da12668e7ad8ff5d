/// Data sets, pictures, transforms and batches.
module io.ranvier.data {
  requires static org.jspecify;
  requires transitive io.ranvier.core;
}
