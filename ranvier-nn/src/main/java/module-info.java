/// Layers, losses, optimisers, metrics, training and explanation.
module io.ranvier.nn {
  requires static org.jspecify;
  requires transitive io.ranvier.core;
}
