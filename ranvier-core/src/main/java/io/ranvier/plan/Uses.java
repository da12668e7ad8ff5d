package io.ranvier.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which tasks use which memory.
final class Uses {
  private final Map<Region, List<Use>> uses = new HashMap<>();

  private record Use(int task, Ref ref) {}

  /// Who writes what `tasks` write.
  static Uses writers(List<? extends Task> tasks) {
    var writers = new Uses();
    for (int i = 0; i < tasks.size(); i++) {
      for (var y : tasks.get(i).outputs()) writers.add(y, i);
    }
    return writers;
  }

  /// Who reads what `tasks` read.
  static Uses readers(List<? extends Task> tasks) {
    var readers = new Uses();
    for (int i = 0; i < tasks.size(); i++) {
      for (var x : tasks.get(i).inputs()) readers.add(x, i);
    }
    return readers;
  }

  private void add(Ref ref, int task) {
    uses.computeIfAbsent(ref.region().root(), _ -> new ArrayList<>()).add(new Use(task, ref));
  }

  /// The tasks that use some of what `ref` covers, by their numbers.
  List<Integer> of(Ref ref) {
    var found = new ArrayList<Integer>();
    for (var use : uses.getOrDefault(ref.region().root(), List.of())) {
      if (use.ref.overlaps(ref)) found.add(use.task);
    }
    return found;
  }

  /// The tasks that use some of `region`, by their numbers.
  List<Integer> ofRegion(Region region) {
    return uses.getOrDefault(region.root(), List.of()).stream().map(Use::task).toList();
  }
}
