package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How a value that is read comes into a tile.
sealed interface Source {

  /// Once for each stretch of tiles.
  default void begin(Frame frame) {}

  /// For the tile of `count` elements from `start` on. `whole` tiles may be read in place: they are
  /// a multiple of the lanes long.
  void load(Frame frame, long start, int count, boolean whole);

  /// One run of memory, read in place.
  record Run(int value, Walk walk, long slot) implements Source {
    @Override
    public void load(Frame frame, long start, int count, boolean whole) {
      var from = frame.inputs[value];
      if (whole) {
        frame.to(value, from, walk.runOffset(start));
      } else {
        frame.toScratch(value, slot);
        MemorySegment.copy(
            from, walk.runOffset(start), frame.workspace, frame.scratch + slot, 4L * count);
      }
    }
  }

  /// A run, or rows with gaps, read in place whatever its elements are, by whole tiles alone.
  record Direct(int value, Walk walk) implements Source {
    @Override
    public void load(Frame frame, long start, int count, boolean whole) {
      frame.to(value, frame.inputs[value], walk.place(start));
    }
  }

  /// A short pattern that repeats: written out once, longer than a tile by one period, so that a
  /// tile can begin anywhere in it.
  record Pattern(int value, Staging staging, int period, long slot, int length) implements Source {
    @Override
    public void begin(Frame frame) {
      long o = frame.scratch + slot;
      staging.load(frame, value, 0, Math.min(period, length), o);
      if (period == 1) {
        KERNEL.repeat(
            frame.workspace.get(ValueLayout.JAVA_INT_UNALIGNED, o), length, frame.workspace, o);
        return;
      }
      for (int done = period; done < length; done *= 2) {
        long bytes = 4L * Math.min(done, length - done);
        MemorySegment.copy(frame.workspace, o, frame.workspace, o + 4L * done, bytes);
      }
    }

    @Override
    public void load(Frame frame, long start, int count, boolean whole) {
      frame.toScratch(value, slot + 4 * (start % period));
    }
  }

  /// Anything else: brought into scratch tile by tile.
  record Copy(int value, Staging staging, long slot) implements Source {
    @Override
    public void load(Frame frame, long start, int count, boolean whole) {
      frame.toScratch(value, slot);
      staging.load(frame, value, start, count, frame.scratch + slot);
    }
  }

  /// From memory to a register; bytes by way of a stage, where they are gathered before they are
  /// widened.
  sealed interface Staging {
    void load(Frame frame, int input, long start, int count, long o);

    record Words(Walk walk) implements Staging {
      @Override
      public void load(Frame frame, int input, long start, int count, long o) {
        walk.gather(frame.inputs[input], frame.workspace, o, start, count);
      }
    }

    record Bytes(Walk walk, Loop.One widen, long stage) implements Staging {
      @Override
      public void load(Frame frame, int input, long start, int count, long o) {
        var from = frame.inputs[input];
        if (walk.isRun()) {
          widen.run(from, walk.runOffset(start), frame.workspace, o, count);
        } else {
          long s = frame.scratch + stage;
          walk.gather(from, frame.workspace, s, start, count);
          widen.run(frame.workspace, s, frame.workspace, o, count);
        }
      }
    }
  }
}
