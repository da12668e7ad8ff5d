package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// How a value that is written leaves a tile.
sealed interface Sink {

  /// Before the steps of a tile run.
  default void prepare(Frame frame, long start, boolean whole) {}

  /// After the steps of a tile have run.
  void store(Frame frame, long start, int count, boolean whole);

  /// Computed straight into the output, where the tile is whole.
  record InPlace(int value, int output, Walk walk, long slot) implements Sink {
    @Override
    public void prepare(Frame frame, long start, boolean whole) {
      if (whole) frame.to(value, frame.outputs[output], walk.runOffset(start));
      else frame.toScratch(value, slot);
    }

    @Override
    public void store(Frame frame, long start, int count, boolean whole) {
      if (!whole) copy(frame, value, output, walk.runOffset(start), count);
    }
  }

  /// Four-byte elements, copied.
  record Words(int value, int output, Walk walk) implements Sink {
    @Override
    public void store(Frame frame, long start, int count, boolean whole) {
      if (walk.isRun()) {
        copy(frame, value, output, walk.runOffset(start), count);
      } else {
        var to = frame.outputs[output];
        walk.scatter(frame.segments[value], frame.offsets[value], to, start, count);
      }
    }
  }

  /// Bytes, narrowed.
  record Bytes(int value, int output, Walk walk, Loop.One narrow, long stage) implements Sink {
    @Override
    public void store(Frame frame, long start, int count, boolean whole) {
      var from = frame.segments[value];
      long i = frame.offsets[value];
      var to = frame.outputs[output];
      if (walk.isRun()) {
        narrow.run(from, i, to, walk.runOffset(start), count);
      } else {
        long s = frame.scratch + stage;
        narrow.run(from, i, frame.workspace, s, count);
        walk.scatter(frame.workspace, s, to, start, count);
      }
    }
  }

  private static void copy(Frame frame, int value, int output, long o, int count) {
    MemorySegment.copy(
        frame.segments[value], frame.offsets[value], frame.outputs[output], o, 4L * count);
  }
}
