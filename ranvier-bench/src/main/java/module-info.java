/// What a step costs, measured like the other systems are.
module io.ranvier.bench {
  requires static transitive org.jspecify;
  requires transitive io.ranvier.nn;
  requires io.ranvier.core;
  requires io.ranvier.zoo;
  requires java.management;
  requires jdk.management;

  exports io.ranvier.bench;

  opens io.ranvier.bench to
      io.ranvier.nn;
}
