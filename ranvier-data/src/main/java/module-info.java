/// Data sets, pictures, transforms and batches.
module io.ranvier.data {
  requires static org.jspecify;
  requires java.desktop;
  requires java.net.http;
  requires transitive io.ranvier.core;

  exports io.ranvier.data;
  exports io.ranvier.data.augment;
  exports io.ranvier.data.digits;
  exports io.ranvier.data.idx;
  exports io.ranvier.data.mnist;
  exports io.ranvier.data.picture;
  exports io.ranvier.data.random;
}
