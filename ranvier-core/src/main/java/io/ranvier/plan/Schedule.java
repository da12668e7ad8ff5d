package io.ranvier.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/// The order in which tasks run: each after all that write what it reads, otherwise as they come;
/// and those that only move variables on last of all, so that the old values may be overwritten.
final class Schedule {
  private Schedule() {}

  /// `tasks` in an order that respects who reads what.
  static List<Task> order(List<Task> tasks) {
    var writers = Uses.writers(tasks);
    var waitsFor = new int[tasks.size()];
    var readers = new HashMap<Integer, List<Integer>>();
    for (int i = 0; i < tasks.size(); i++) {
      for (int writer : dependencies(tasks.get(i), writers)) {
        if (writer == i) continue;
        waitsFor[i]++;
        readers.computeIfAbsent(writer, _ -> new ArrayList<>()).add(i);
      }
    }
    var ready = new PriorityQueue<Integer>();
    for (int i = 0; i < waitsFor.length; i++) if (waitsFor[i] == 0) ready.add(i);
    var ordered = new ArrayList<Task>();
    while (!ready.isEmpty()) {
      int next = ready.poll();
      ordered.add(tasks.get(next));
      for (int reader : readers.getOrDefault(next, List.of())) {
        if (--waitsFor[reader] == 0) ready.add(reader);
      }
    }
    if (ordered.size() != tasks.size())
      throw new IllegalStateException("tasks wait for each other");
    return ordered;
  }

  private static Set<Integer> dependencies(Task task, Uses writers) {
    var found = new HashSet<Integer>();
    for (var x : task.inputs()) found.addAll(writers.of(x));
    return found;
  }

  /// `tasks` with those at the end that write results with a donor, and whatever reads from them.
  static List<Task> updatesLast(List<Task> tasks, Set<Integer> updates) {
    var late = new HashSet<Region>();
    var first = new ArrayList<Task>();
    var last = new ArrayList<Task>();
    for (var task : tasks) {
      boolean moves =
          task.inputs().stream().anyMatch(x -> late.contains(x.region().root()))
              || task.outputs().stream().anyMatch(y -> isUpdate(y.region(), updates));
      if (!moves) {
        first.add(task);
        continue;
      }
      last.add(task);
      task.outputs().forEach(y -> late.add(y.region().root()));
    }
    first.addAll(last);
    return first;
  }

  private static boolean isUpdate(Region region, Set<Integer> updates) {
    return region.place() == Region.Place.RESULT && updates.contains(region.index());
  }
}
