package io.ranvier.backend.cpu;

/// All steps of a fusion as one loop, from memory to memory: what [LoopWriter] writes.
///
/// Its operands are where a [Frame] says: input `i` at place `i`, and output `o` (or the
/// accumulators of output `o`) behind all values.
interface PassLoop {

  /// Runs over `rows` stretches of `width` elements. Behind each, inputs and outputs pass over
  /// their gap, and accumulators go on by theirs: by nothing, if all rows go into the same lanes.
  ///
  /// @param at the elements of inputs and outputs to pass over
  /// @param row the gaps of inputs and outputs to pass over
  /// @param lane the accumulators to pass over
  /// @param width a multiple of [Lanes#COUNT]
  void run(Frame frame, long at, long row, int lane, int width, int rows);
}
