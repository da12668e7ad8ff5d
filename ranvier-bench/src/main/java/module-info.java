/// What a step costs, measured like the other systems are, and what each part of a network does.
module io.ranvier.bench {
  requires static transitive org.jspecify;
  requires transitive io.ranvier.nn;
  requires io.ranvier.core;
  requires io.ranvier.zoo;
  requires java.management;
  requires jdk.management;
  requires static jdk.incubator.vector;

  exports io.ranvier.bench;
  exports io.ranvier.bench.part;

  opens io.ranvier.bench to
      io.ranvier.nn;
  opens io.ranvier.bench.part to
      io.ranvier.nn;
}
