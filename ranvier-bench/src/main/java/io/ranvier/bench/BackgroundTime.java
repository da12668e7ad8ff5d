package io.ranvier.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// What the JVM does beside Java's threads: above all, compile.
///
/// The JVM counts the time of a compilation only when it is over, so that one which takes seconds
/// looks like rest. Processor time shows it.
final class BackgroundTime {
  private BackgroundTime() {}

  /// Processor time of this process without that of the Java threads that live now, in seconds
  /// since the process began. Between two calls it may also grow by what ended threads had used.
  static double seconds() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var threads = ManagementFactory.getThreadMXBean();
    long java =
        Arrays.stream(threads.getAllThreadIds())
            .map(threads::getThreadCpuTime)
            .filter(time -> time > 0)
            .sum();
    return (system.getProcessCpuTime() - java) / 1e9;
  }
}
