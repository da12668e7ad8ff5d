package io.ranvier.backend.cpu;

/// What a product does to each finished block of its output while that is still in the cache: a
/// bias, an activation. Called once per block, from any thread; the blocks of an output do not
/// overlap.
@FunctionalInterface
public interface Epilogue {

  /// Does nothing.
  Epilogue NONE = (_, _, _, _) -> {};

  /// @param firstRow counted through all matrices of a batch, or all pixels of all images
  /// @param firstColumn counted in output columns, or channels
  void apply(long firstRow, long rows, long firstColumn, long columns);
}
