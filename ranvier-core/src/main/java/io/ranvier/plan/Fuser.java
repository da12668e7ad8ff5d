package io.ranvier.plan;

import io.ranvier.op.Reduction;
import io.ranvier.type.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Joins passes: one that reads what another writes, element by element in the same order, becomes
/// a part of it, and what nobody else reads is never written to memory.
///
/// A pass may join another if nothing that it reads from elsewhere depends on the other: else the
/// joined pass would have to run both before and after.
final class Fuser {
  /// Bounds on a joined pass, so that its tiles stay in the cache.
  static final int MOST_MEMBERS = 48;

  static final int MOST_INPUTS = 16;

  private final List<Task> tasks;

  /// For each task the group that it is in, and for each group its tasks.
  private final int[] group;

  private final List<List<Integer>> members = new ArrayList<>();

  private final Uses readers;

  /// For each task what it reads, each with the tasks that write it. Paths are looked for again and
  /// again, so all of this is found out once.
  private final List<List<Read>> reads = new ArrayList<>();

  /// Marks what a search has seen.
  private final BitSet seen = new BitSet();

  /// @param elementwise whether each writer of `ref` is a pass that computes all of it
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Read(Ref ref, int[] writers, boolean elementwise) {}

  private Fuser(List<Task> tasks) {
    this.tasks = tasks;
    var writers = Uses.writers(tasks);
    readers = Uses.readers(tasks);
    group = new int[tasks.size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = i;
      members.add(new ArrayList<>(List.of(i)));
      reads.add(tasks.get(i).inputs().stream().map(ref -> read(ref, writers.of(ref))).toList());
    }
  }

  private Read read(Ref ref, List<Integer> writers) {
    boolean elementwise = writers.stream().allMatch(writer -> computes(tasks.get(writer), ref));
    return new Read(ref, writers.stream().mapToInt(i -> i).toArray(), elementwise);
  }

  private static boolean computes(Task task, Ref ref) {
    return task instanceof Task.Pass pass && pass.producer(ref) >= 0;
  }

  static List<Task> fuse(List<Task> tasks) {
    var fuser = new Fuser(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i) instanceof Task.Pass pass) fuser.join(i, pass);
    }
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i) instanceof Task.Pass pass) fuser.joinReaders(i, pass);
    }
    return Schedule.order(fuser.joined());
  }

  /// Joins the pass `i` to the groups of the passes that write what it reads, latest first.
  private void join(int i, Task.Pass pass) {
    for (var read : reads.get(i).reversed()) {
      for (int writer : read.writers) {
        if (group[writer] == group[i] || !(tasks.get(writer) instanceof Task.Pass other)) continue;
        boolean fits =
            other.producer(read.ref) >= 0
                && other.shape().equals(pass.shape())
                && sameOrder(other.order(), pass.order(), pass.shape());
        if (fits && mayMerge(group[writer], group[i])) merge(group[writer], group[i]);
      }
    }
  }

  /// Joins a pass that only reduces to one that reads the same: nothing but sums has to be kept for
  /// longer, and what both read is read once.
  private void joinReaders(int i, Task.Pass pass) {
    if (!members.get(group[i]).stream().allMatch(k -> reducesOnly(tasks.get(k)))) return;
    for (var read : reads.get(i)) {
      var ref = read.ref;
      if (ref.region().bytes() < ref.type().byteSize()) continue;
      for (int reader : readers.of(ref)) {
        if (group[reader] == group[i] || !(tasks.get(reader) instanceof Task.Pass other)) continue;
        boolean fits =
            reads.get(reader).stream().anyMatch(x -> ref.sameAs(x.ref))
                && other.shape().equals(pass.shape())
                && sameOrder(other.order(), pass.order(), pass.shape());
        if (fits && mayMerge(group[reader], group[i])) merge(group[reader], group[i]);
      }
    }
  }

  private static boolean reducesOnly(Task task) {
    return task instanceof Task.Pass pass
        && pass.members().stream().allMatch(member -> member.op() instanceof Reduction);
  }

  /// The order of axes of extent one does not matter.
  private static boolean sameOrder(List<Integer> a, List<Integer> b, Shape shape) {
    return a.stream()
        .filter(axis -> shape.dim(axis) != 1)
        .toList()
        .equals(b.stream().filter(axis -> shape.dim(axis) != 1).toList());
  }

  /// Whether the joined group is small enough, reads its own results only element by element, and
  /// no path leads from it through a third task back to it.
  private boolean mayMerge(int first, int second) {
    var all = new ArrayList<>(members.get(first));
    all.addAll(members.get(second));
    if (all.size() > MOST_MEMBERS) return false;
    int inputs = 0;
    var outside = new ArrayDeque<Integer>();
    for (int i : all) {
      for (var read : reads.get(i)) {
        boolean own = false;
        for (int writer : read.writers) {
          boolean inside = group[writer] == first || group[writer] == second;
          own |= inside;
          if (!inside) outside.add(group[writer]);
        }
        if (own && !read.elementwise) return false;
        if (!own) inputs++;
      }
    }
    return inputs <= MOST_INPUTS && !reaches(outside, first, second);
  }

  /// Whether one of the groups in `open` depends, however indirectly, on `first` or `second`.
  private boolean reaches(ArrayDeque<Integer> open, int first, int second) {
    seen.clear();
    while (!open.isEmpty()) {
      int next = open.pop();
      if (next == first || next == second) return true;
      if (seen.get(next)) continue;
      seen.set(next);
      for (int i : members.get(next)) {
        for (var read : reads.get(i)) {
          for (int writer : read.writers) if (!seen.get(group[writer])) open.push(group[writer]);
        }
      }
    }
    return false;
  }

  private void merge(int first, int second) {
    for (int i : members.get(second)) group[i] = first;
    members.get(first).addAll(members.get(second));
    members.get(second).clear();
  }

  private List<Task> joined() {
    var result = new ArrayList<Task>();
    for (int i = 0; i < tasks.size(); i++) {
      var together = members.get(group[i]).stream().sorted().toList();
      if (i != together.getLast()) continue;
      result.add(together.size() == 1 ? tasks.get(i) : pass(together));
    }
    return result;
  }

  private Task.Pass pass(List<Integer> together) {
    var parts = together.stream().map(i -> (Task.Pass) tasks.get(i)).toList();
    var all = new ArrayList<Task.Member>();
    for (var part : parts) all.addAll(part.members());
    var written = all.stream().map(Task.Member::output).filter(y -> isRead(y, together)).toList();
    return new Task.Pass(parts.getFirst().shape(), parts.getFirst().order(), all, written);
  }

  /// Whether a task outside the group reads `y`, or it is a result.
  private boolean isRead(Ref y, List<Integer> together) {
    return y.region().place() == Region.Place.RESULT
        || readers.of(y).stream().anyMatch(reader -> !together.contains(reader));
  }
}
