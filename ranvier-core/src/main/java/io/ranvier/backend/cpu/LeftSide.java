package io.ranvier.backend.cpu;

/// The left side of a product, which is copied block by block into an array.
@FunctionalInterface
interface LeftSide {

  /// Copies columns `[k, k + depth)` of rows `[line, line + lines)` of A.
  ///
  /// @param lines at most [Panel#ROWS]
  /// @param depth at most [Panel#DEPTH]
  void load(int line, int lines, int k, int depth, Panel to);
}
