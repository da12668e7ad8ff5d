package io.ranvier.bench;

import java.util.Arrays;

/// Times of steps, in nanoseconds.
final class Stopwatch {
  private long[] steps = new long[1024];
  private int count;
  private long sum;

  void add(long step) {
    if (count == steps.length) steps = Arrays.copyOf(steps, 2 * count);
    steps[count++] = step;
    sum += step;
  }

  int count() {
    return count;
  }

  /// Milliseconds that the given share of the steps stay under.
  double quantile(double share) {
    var sorted = Arrays.copyOf(steps, count);
    Arrays.sort(sorted);
    return sorted[Math.clamp((long) Math.ceil(share * count) - 1, 0, count - 1)] / 1e6;
  }

  double meanMicroseconds() {
    return sum / 1e3 / count;
  }
}
