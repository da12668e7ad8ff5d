package io.ranvier.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A plan as a table: one line for each kernel.
final class Explanation {
  private final Plan plan;

  Explanation(Plan plan) {
    this.plan = plan;
  }

  String text() {
    var text = new StringBuilder();
    text.append(
        "plan for %s: %d kernels, arena %s, workspace %s, %s FLOP%n"
            .formatted(
                plan.backend(),
                plan.kernels(),
                bytes(plan.arenaBytes()),
                bytes(plan.workspaceBytes()),
                count(plan.flops())));
    text.append(
        "moves %s; operations one by one would move %s%n"
            .formatted(bytes(plan.movedBytes()), bytes(plan.operandBytes())));
    if (plan.packedBytes() > 0) {
      text.append("keeps %s of packed variables%n".formatted(bytes(plan.packedBytes())));
    }
    text.append("leaves:  ").append(types(plan.leafTypes())).append('\n');
    text.append("results: ").append(results()).append("\n\n");
    text.append(row("", "kernel", "result", "moved", "FLOP", "time"));
    for (int i = 0; i < plan.kernels(); i++) text.append(step(i));
    if (plan.runs() > 0) {
      text.append(
          "%nall kernels: %s a run, mean of %,d runs%n"
              .formatted(time(plan.nanosecondsPerRun()), plan.runs()));
    }
    return text.toString();
  }

  private String results() {
    var all = new ArrayList<String>();
    for (int i = 0; i < plan.resultTypes().size(); i++) {
      all.add(plan.resultTypes().get(i) + (plan.isInPlace(i) ? " in place" : ""));
    }
    return counted(all);
  }

  private static String types(List<?> types) {
    return counted(types.stream().map(Object::toString).toList());
  }

  private static String counted(List<String> all) {
    return all.stream()
        .collect(Collectors.groupingBy(s -> s, java.util.LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " × " + e.getKey())
        .collect(Collectors.joining(", "));
  }

  private String step(int i) {
    var step = plan.steps().get(i);
    var task = step.task();
    var results = task.outputs().stream().map(r -> r.operand().toString()).toList();
    var text = new StringBuilder();
    var time = plan.runs() == 0 ? "" : time(plan.nanoseconds(i) / plan.runs());
    var flops = step.kernel().flops() == 0 ? "" : count(step.kernel().flops());
    text.append(
        row(
            "" + (i + 1),
            step.kernel().describe(),
            results.isEmpty() ? "" : results.getFirst(),
            bytes(task.touchedBytes()),
            flops,
            time));
    for (int k = 1; k < results.size(); k++) text.append(row("", "", results.get(k), "", "", ""));
    return text.toString();
  }

  private static String row(Object... cells) {
    return "%4s  %-44s %-26s %9s %9s %9s%n".formatted(cells);
  }

  private static String bytes(long bytes) {
    return bytes < 10_000 ? bytes + " B" : scaled(bytes, 1024, "KiB", "MiB", "GiB");
  }

  private static String count(long count) {
    return count < 10_000 ? "" + count : scaled(count, 1000, "k", "M", "G");
  }

  private static String time(long nanoseconds) {
    return scaled(nanoseconds, 1000, "µs", "ms", "s");
  }

  private static String scaled(long amount, double step, String... units) {
    int unit = 0;
    double x = amount / step;
    while (x >= step && unit < units.length - 1) {
      x /= step;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", x, units[unit]);
  }
}
