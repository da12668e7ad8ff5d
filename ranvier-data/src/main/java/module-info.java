/// Data sets, pictures, transforms and batches.
@SuppressWarnings("requires-automatic") // of what solves for eigenvectors, no jar is a module
module io.ranvier.data {
  requires static org.jspecify;
  requires de.siegmar.fastcsv;
  requires ejml.core;
  requires ejml.ddense;
  requires java.desktop;
  requires java.net.http;
  requires transitive io.ranvier.core;
  requires transitive io.ranvier.nn;

  exports io.ranvier.data;
  exports io.ranvier.data.augment;
  exports io.ranvier.data.cifar;
  exports io.ranvier.data.digits;
  exports io.ranvier.data.folder;
  exports io.ranvier.data.idx;
  exports io.ranvier.data.mnist;
  exports io.ranvier.data.picture;
  exports io.ranvier.data.preprocessing;
  exports io.ranvier.data.random;
  exports io.ranvier.data.table;
  exports io.ranvier.data.text;
}
