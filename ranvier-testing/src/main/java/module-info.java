/// Samples, gradient checks and backend conformance, for our tests and for those of others.
module io.ranvier.testing {
  requires static org.jspecify;
  requires transitive io.ranvier.core;
  requires transitive io.ranvier.nn;

  exports io.ranvier.testing;
}
