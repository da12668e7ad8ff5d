/// Layers, losses, optimisers, metrics, training and explanation.
module io.ranvier.nn {
  requires static org.jspecify;
  requires transitive io.ranvier.core;

  exports io.ranvier.nn;
  exports io.ranvier.nn.block;
  exports io.ranvier.optim;
  exports io.ranvier.metric;
  exports io.ranvier.train;
  exports io.ranvier.explain;
}
