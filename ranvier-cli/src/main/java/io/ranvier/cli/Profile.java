package io.ranvier.cli;

import io.ranvier.cli.report.Table;
import io.ranvier.plan.KernelCost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Where the time of a step goes.
///
/// @param kernels in the order in which they run, with their times
record Profile(List<KernelCost> kernels) {

  /// Kernels that share a name.
  private record Group(String name, List<KernelCost> members) {
    double nanoseconds() {
      return members.stream().mapToDouble(KernelCost::nanoseconds).sum();
    }

    double flops() {
      return members.stream().mapToDouble(KernelCost::flops).sum();
    }

    double bytes() {
      return members.stream().mapToDouble(KernelCost::bytes).sum();
    }
  }

  /// Two tables, the slowest first: equal kernels on equal shapes together, then all of a kind.
  @Override
  public String toString() {
    return table("kernel", kernel -> kernel.kernel() + " to " + kernel.result())
        + "\n"
        + table("kind", kernel -> kind(kernel.kernel()));
  }

  /// Without what has numbers in it: `conv2d input gradient`, `fused: add, relu`.
  private static String kind(String kernel) {
    return kernel.replaceFirst(" \\S*\\d[^:|]*?(?= \\||:|$)", "");
  }

  private String table(String head, Function<KernelCost, String> name) {
    double sum = new Group("", kernels).nanoseconds();
    var table = new Table(head, "count", "ms", "share", "GFLOP/s", "GB/s");
    for (var group : groups(name)) {
      double time = group.nanoseconds();
      table.add(
          group.name,
          "" + group.members.size(),
          format("%.3f", time / 1e6),
          format("%.1f %%", 100 * time / sum),
          group.flops() == 0 ? "" : format("%.1f", group.flops() / time),
          format("%.1f", group.bytes() / time));
    }
    return table.toString();
  }

  private List<Group> groups(Function<KernelCost, String> name) {
    var byName = new LinkedHashMap<String, Group>();
    for (var kernel : kernels) {
      byName
          .computeIfAbsent(name.apply(kernel), key -> new Group(key, new ArrayList<>()))
          .members
          .add(kernel);
    }
    return byName.values().stream()
        .sorted(Comparator.comparingDouble(Group::nanoseconds).reversed())
        .toList();
  }

  private static String format(String format, double x) {
    return String.format(Locale.ROOT, format, x);
  }
}
