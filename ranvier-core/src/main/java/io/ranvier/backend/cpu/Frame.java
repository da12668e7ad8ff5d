package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// What one worker has in hand while it runs tiles of a [FusedKernel]: where each value of the
/// program lies at the moment.
final class Frame {
  final MemorySegment[] inputs;
  final MemorySegment[] outputs;
  final MemorySegment workspace;

  /// Where this worker's part of the workspace begins.
  final long scratch;

  /// The segment and the offset of each value.
  final MemorySegment[] segments;

  final long[] offsets;

  /// For written loops: what is passed over behind each row, in bytes.
  final long[] gaps;

  /// Whether what is the same for all tiles is in the scratch.
  boolean begun;

  /// Whether the interpreter's constants are there, too.
  boolean constants;

  Frame(
      MemorySegment[] inputs,
      MemorySegment[] outputs,
      MemorySegment workspace,
      long scratch,
      int values) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.workspace = workspace;
    this.scratch = scratch;
    segments = new MemorySegment[values];
    offsets = new long[values];
    gaps = new long[values];
  }

  /// A frame of the same run for another worker.
  Frame of(int worker, long scratchBytes) {
    long own = scratch + worker * scratchBytes;
    return new Frame(inputs, outputs, workspace, own, segments.length);
  }

  /// Puts `value` at `offset` of the scratch.
  void toScratch(int value, long offset) {
    segments[value] = workspace;
    offsets[value] = scratch + offset;
  }

  void to(int value, MemorySegment segment, long offset) {
    segments[value] = segment;
    offsets[value] = offset;
  }
}
