/// Types, the computation graph, its ops and gradients, the planner and the backends.
module io.ranvier.core {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;

  exports io.ranvier.type;
  exports io.ranvier.graph;
  exports io.ranvier.op;
  exports io.ranvier.autograd;
  exports io.ranvier.backend;
  exports io.ranvier.backend.cpu;
  exports io.ranvier.backend.reference;
  exports io.ranvier.plan;
  exports io.ranvier.tensor;
}
