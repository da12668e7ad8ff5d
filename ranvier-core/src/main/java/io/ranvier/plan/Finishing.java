package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.op.Reduction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hands passes to the products and convolutions whose results only they read, so that a bias, a
/// normalisation, an activation or a residual is applied to each block while it is in the cache.
final class Finishing {
  private final Backend backend;
  private final List<@Nullable Task> tasks;

  /// The results that replace variables: those are computed in the variables' memory, where no
  /// product can be computed first.
  private final Set<Integer> updates;

  private final Map<Region, Integer> writers = new HashMap<>();
  private final Map<Region, Integer> uses = new HashMap<>();

  private Finishing(Backend backend, List<Task> tasks, Set<Integer> updates) {
    this.backend = backend;
    this.updates = updates;
    this.tasks = new ArrayList<>(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      for (var y : tasks.get(i).outputs()) {
        writers.put(y.region().root(), i);
        uses.merge(y.region().root(), 1, Integer::sum);
      }
      for (var x : tasks.get(i).inputs()) uses.merge(x.region().root(), 1, Integer::sum);
    }
  }

  static List<Task> apply(Backend backend, List<Task> tasks, Set<Integer> updates) {
    var finishing = new Finishing(backend, tasks, updates);
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i) instanceof Task.Pass pass) finishing.visit(i, pass);
    }
    var result = new ArrayList<Task>();
    for (var task : finishing.tasks) if (task != null) result.add(task);
    return result;
  }

  /// The latest of the calls that qualify.
  private void visit(int index, Task.Pass pass) {
    if (pass.members().stream().anyMatch(member -> member.op() instanceof Reduction)) return;
    if (pass.outputs().stream().anyMatch(this::isUpdate)) return;
    int best = -1;
    Task.Finished finished = null;
    for (var x : pass.inputs()) {
      int writer = writers.getOrDefault(x.region(), -1);
      if (writer <= best || !(tasks.get(writer) instanceof Task.Call call)) continue;
      if (!isOwn(x) || !isWhole(x, pass) || call.outputs().size() != 1) continue;
      if (!call.outputs().getFirst().sameAs(x)) continue;
      var inputs = call.inputs().stream().map(Ref::operand).toList();
      if (!backend.finishes(call.op(), inputs, x.operand())) continue;
      for (var y : pass.outputs()) {
        if (!y.type().equals(x.type()) || !y.operand().equals(x.operand())) continue;
        best = writer;
        finished = new Task.Finished(call, pass, y);
        break;
      }
    }
    if (finished == null) return;
    tasks.set(best, null);
    tasks.set(index, finished);
  }

  private boolean isUpdate(Ref y) {
    return y.region().place() == Region.Place.RESULT && updates.contains(y.region().index());
  }

  /// Whether `x` is all of a region that only its writer and one reader use.
  private boolean isOwn(Ref x) {
    var region = x.region();
    return region.place() == Region.Place.ARENA
        && !region.isAlias()
        && region.bytes() == x.type().byteSize()
        && uses.getOrDefault(region, 0) == 2;
  }

  /// Whether the pass meets the elements of `x` in the order in which they lie.
  private static boolean isWhole(Ref x, Task.Pass pass) {
    return pass.shape().equals(x.shape())
        && !x.shape().isEmpty()
        && x.layout().isDense(x.shape(), pass.order());
  }
}
