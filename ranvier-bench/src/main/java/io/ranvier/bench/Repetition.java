package io.ranvier.bench;

/// Runs a step again and again.
final class Repetition {
  private static final double MOST_SECONDS = 60;

  private final Runnable step;
  private final int fewest;

  /// @param fewest how often it runs at least, however long that takes
  Repetition(Runnable step, int fewest) {
    this.step = step;
    this.fewest = fewest;
  }

  /// For so long.
  void run(double seconds) {
    long start = System.nanoTime();
    for (int i = 0; i < fewest || System.nanoTime() - start < seconds * 1e9; i++) step.run();
  }

  /// For so long, and then on until the JIT compiler rests, which is when the JVM's own threads
  /// have worked for less than a thirtieth of `rest` seconds; but no longer than a minute. Where
  /// other programs take part of the machine, compiling the kernels takes longer: a fixed time
  /// would sometimes measure them half compiled.
  void warmUp(double seconds, double rest) {
    run(seconds);
    if (seconds <= 0) return;
    long start = System.nanoTime();
    double before;
    do {
      before = BackgroundTime.seconds();
      run(rest);
    } while (BackgroundTime.seconds() - before > rest / 30
        && System.nanoTime() - start < MOST_SECONDS * 1e9);
  }
}
