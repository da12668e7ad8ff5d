package io.ranvier.plan;

import io.ranvier.op.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Computes again, for those who read it late, what is cheaply computed from the beginning of a
/// concatenation that has grown since.
///
/// A dense block normalises and rectifies what it has at each of its lengths, for a convolution
/// behind it, and the gradients of these convolutions want the results once more. If all of them
/// were kept, memory would grow with the square of the depth; all that has to be kept is the
/// concatenation. The same operations on the same numbers give the same bits (Pleiss and others,
/// 2017, "Memory-efficient implementation of DenseNets").
final class Recomputation {
  /// How many times larger the result must be than what else is read.
  private static final int SMALL = 16;

  private final List<Task> tasks;
  private final Uses writers;
  private final List<Task> result = new ArrayList<>();

  /// What is cheaply computed, and the same once more.
  private final Map<Region, Cheap> cheap = new HashMap<>();

  private final Map<Region, Region> again = new HashMap<>();

  /// @param source the part of the concatenation that it is computed from
  /// @param grown the task that first makes the concatenation longer afterwards
  private record Cheap(Task.Pass pass, Ref source, int grown) {}

  private Recomputation(List<Task> tasks) {
    this.tasks = tasks;
    writers = Uses.writers(tasks);
  }

  static List<Task> apply(List<Task> tasks) {
    var recomputation = new Recomputation(tasks);
    for (int i = 0; i < tasks.size(); i++) recomputation.visit(i);
    return recomputation.result;
  }

  private void visit(int index) {
    var task = tasks.get(index);
    var moved = new HashMap<Region, Region>();
    for (var x : task.inputs()) {
      var known = cheap.get(x.region());
      if (known != null && known.grown < index) moved.put(x.region(), again(x.region(), known));
    }
    result.add(moved.isEmpty() ? task : task.replaced(moved));
    if (task instanceof Task.Pass pass) note(index, pass);
  }

  /// Where the numbers of `region` are computed again.
  private Region again(Region region, Cheap known) {
    var done = again.get(region);
    if (done != null) return done;
    var moved = new HashMap<Region, Region>();
    for (var x : known.pass.inputs()) {
      var before = cheap.get(x.region());
      if (before != null) moved.put(x.region(), again(x.region(), before));
    }
    var next = Region.arena(region.bytes());
    moved.put(region, next);
    result.add(known.pass.replaced(moved));
    again.put(region, next);
    return next;
  }

  /// Notes what `pass` computes, if it does so cheaply from a concatenation that is to grow.
  private void note(int index, Task.Pass pass) {
    var y = pass.outputs().getFirst();
    boolean own = y.region().place() == Region.Place.ARENA && !y.region().isAlias();
    if (!own || pass.members().size() != 1) return;
    Op op = pass.members().getFirst().op();
    if (!Rematerialization.isCheap(op)) return;
    Ref source = null;
    for (var x : pass.inputs()) {
      var before = cheap.get(x.region());
      var from = before == null ? x : before.source;
      if (from.region().pitch() > 0 && (source == null || source.sameAs(from))) source = from;
      else if (SMALL * x.touchedBytes() > y.touchedBytes()) return;
    }
    if (source == null) return;
    int grown = grown(index, source);
    if (grown > index) cheap.put(y.region(), new Cheap(pass, source, grown));
  }

  /// The first task after `index` that writes another part of the region of `source`, or −1.
  private int grown(int index, Ref source) {
    for (int writer : writers.ofRegion(source.region())) {
      if (writer > index) return writer;
    }
    return -1;
  }
}
