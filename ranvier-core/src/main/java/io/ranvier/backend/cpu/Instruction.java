package io.ranvier.backend.cpu;

/// A step of a program: a loop and the values that it reads and writes.
sealed interface Instruction {

  /// Runs the step over `count` elements.
  void run(Frame frame, int count);

  record One(Loop.One loop, int a, int to) implements Instruction {
    @Override
    public void run(Frame frame, int count) {
      var s = frame.segments;
      var o = frame.offsets;
      loop.run(s[a], o[a], s[to], o[to], count);
    }
  }

  record Two(Loop.Two loop, int a, int b, int to) implements Instruction {
    @Override
    public void run(Frame frame, int count) {
      var s = frame.segments;
      var o = frame.offsets;
      loop.run(s[a], o[a], s[b], o[b], s[to], o[to], count);
    }
  }

  record Three(Loop.Three loop, int a, int b, int c, int to) implements Instruction {
    @Override
    public void run(Frame frame, int count) {
      var s = frame.segments;
      var o = frame.offsets;
      loop.run(s[a], o[a], s[b], o[b], s[c], o[c], s[to], o[to], count);
    }
  }
}
