package io.ranvier.backend.cpu;

import java.util.concurrent.atomic.AtomicLong;

/// A left side that stays as it is for one run of a kernel: what a thread has copied of it for one
/// tile serves the thread's next tiles, which mostly lie beside it.
///
/// @param number that no other has, by which a [Panel] knows what it holds
record SharedLeft(LeftSide side, long number) implements LeftSide {
  private static final AtomicLong NUMBERS = new AtomicLong();

  static SharedLeft of(LeftSide side) {
    return new SharedLeft(side, NUMBERS.incrementAndGet());
  }

  @Override
  public void load(int line, int lines, int k, int depth, Panel to) {
    if (to.holds(number, line, lines, k, depth)) return;
    side.load(line, lines, k, depth, to);
    to.keep(number, line, lines, k, depth);
  }
}
