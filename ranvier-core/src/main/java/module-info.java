/// Types, the computation graph, its ops and gradients, the planner and the backends.
module io.ranvier.core {
  requires static org.jspecify;
  requires static jdk.incubator.vector;
}
