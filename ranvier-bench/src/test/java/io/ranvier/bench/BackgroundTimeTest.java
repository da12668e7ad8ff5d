package io.ranvier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class BackgroundTimeTest {

  /// A thread that works for a second of its own time, in a loop that is compiled at once, leaves
  /// little to the JVM.
  @Test
  void theTimeOfJavaThreadsIsNotCounted() {
    var threads = ManagementFactory.getThreadMXBean();
    double before = BackgroundTime.seconds();
    long end = threads.getCurrentThreadCpuTime() + 1_000_000_000L;
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(BackgroundTime.seconds() - before).isBetween(0.0, 0.5);
  }

  @Test
  void theTimeOfTheCollectorIs() {
    double before = BackgroundTime.seconds();
    for (int i = 0; i < 20; i++) System.gc();
    assertThat(BackgroundTime.seconds()).isGreaterThan(before);
  }
}
