package io.ranvier.backend.reference;

/// How an operation is computed.
///
/// @param wide whether the outputs are added up element by element, and therefore computed in the
///   widest type and rounded at the end
record Loop(Body body, boolean wide) {

  /// Fills all of `out` from `in`.
  @FunctionalInterface
  interface Body {
    void run(View[] in, View[] out);
  }

  /// A body with one output.
  @FunctionalInterface
  interface Single {
    void run(View[] in, View out);
  }

  /// A loop that writes each element once.
  static Loop once(Single body) {
    return new Loop((in, out) -> body.run(in, out[0]), false);
  }

  /// A loop that adds its output up: it comes as `f64`, or `i64` for integers, row-major.
  static Loop wide(Single body) {
    return new Loop((in, out) -> body.run(in, out[0]), true);
  }
}
