package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.backend.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Lets the parts of concatenations be computed in their places, so that nothing is copied: whoever
/// writes a part, and whoever else reads it, works on rows with gaps between them.
///
/// A part stays where it is, and is copied, if somebody else has a say in where it lies, or if a
/// kernel that works on it cannot do so with gaps.
final class Elision {
  private final Backend backend;
  private final List<@Nullable Task> tasks;
  private final Map<Region, Set<Integer>> users = new HashMap<>();
  private final Map<Region, Integer> writers = new HashMap<>();

  private Elision(Backend backend, List<Task> tasks) {
    this.backend = backend;
    this.tasks = new ArrayList<>(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      for (var x : tasks.get(i).inputs()) uses(x.region()).add(i);
      for (var y : tasks.get(i).outputs()) {
        uses(y.region()).add(i);
        writers.merge(y.region().root(), 1, Integer::sum);
      }
    }
  }

  private Set<Integer> uses(Region region) {
    return users.computeIfAbsent(region, _ -> new TreeSet<>());
  }

  static List<Task> apply(Backend backend, List<Task> tasks) {
    var elision = new Elision(backend, tasks);
    for (int i = 0; i < tasks.size(); i++) {
      if (elision.tasks.get(i) instanceof Task.Call(_, var in, var out)
          && in.size() == 1
          && out.size() == 1) {
        elision.visit(i, in.getFirst(), out.getFirst());
      }
    }
    var kept = new ArrayList<Task>();
    for (var task : elision.tasks) if (task != null) kept.add(task);
    return kept;
  }

  /// Drops the copy `index` from `x` to `y`, if `x` can be computed at `y`.
  private void visit(int index, Ref x, Ref y) {
    if (!isWhole(x) || !isPart(x, y)) return;
    var place = Place.of(x, y);
    if (place.isEmpty()) return;
    if (!isOwn(x)) {
      if (place.get().isContiguous(x)) alias(index, x, y);
      return;
    }
    var moved = new HashMap<Integer, Task>();
    for (int user : uses(x.region())) {
      if (user == index) continue;
      var task = moved(tasks.get(user), place.get());
      if (task == null) {
        if (place.get().isContiguous(x)) alias(index, x, y);
        return;
      }
      moved.put(user, task);
    }
    tasks.set(index, null);
    moved.forEach(tasks::set);
  }

  /// What is contiguous can lie anywhere; kernels need not know.
  private void alias(int index, Ref x, Ref y) {
    long offset = y.layout().offset() * y.type().dtype().byteSize();
    if (offset % Placement.ALIGNMENT != 0) return;
    x.region().alias(y.region(), offset);
    tasks.set(index, null);
  }

  /// Whether `x` is all of a region of the arena.
  private static boolean isWhole(Ref x) {
    var region = x.region();
    return region.place() == Region.Place.ARENA
        && !region.isAlias()
        && region.bytes() == x.type().byteSize();
  }

  /// Whether one task writes the region of `x`.
  private boolean isOwn(Ref x) {
    return x.region().pitch() == 0 && writers.getOrDefault(x.region(), 0) == 1;
  }

  private boolean isPart(Ref x, Ref y) {
    return y.region().pitch() > 0
        && y.region().root() != x.region()
        && y.type().equals(x.type())
        && !x.shape().isEmpty();
  }

  /// `task` with what it does at the old place done at the new; null if it cannot be.
  private @Nullable Task moved(@Nullable Task task, Place place) {
    return switch (task) {
      case Task.Call call -> {
        var next = moved(call, place);
        if (next == null) yield null;
        boolean able = backend.reads(call.op(), operands(next.inputs()), operands(next.outputs()));
        yield able ? next : null;
      }
      case Task.Pass pass -> moved(pass, place);
      case Task.Finished finished -> moved(finished, place);
      case Task.Packing _, Task.OnPacked _ -> throw new IllegalStateException("packed too early");
      case null -> null;
    };
  }

  private static Task.@Nullable Call moved(Task.Call call, Place place) {
    var inputs = place.all(call.inputs());
    var outputs = place.all(call.outputs());
    return inputs == null || outputs == null ? null : new Task.Call(call.op(), inputs, outputs);
  }

  private static Task.@Nullable Pass moved(Task.Pass pass, Place place) {
    var members = new ArrayList<Task.Member>();
    for (var member : pass.members()) {
      var arguments = new ArrayList<Task.Argument>();
      for (var argument : member.arguments()) {
        if (argument instanceof Task.Argument.Read(var ref)) {
          var next = place.at(ref);
          if (next == null) return null;
          arguments.add(new Task.Argument.Read(next));
        } else {
          arguments.add(argument);
        }
      }
      var output = place.at(member.output());
      if (output == null) return null;
      members.add(new Task.Member(member.op(), arguments, output));
    }
    var written = place.all(pass.written());
    return written == null ? null : new Task.Pass(pass.shape(), pass.order(), members, written);
  }

  /// The result of a finished call lies as the output does in whose place it is computed.
  private Task.@Nullable Finished moved(Task.Finished finished, Place place) {
    var call = moved(finished.call(), place);
    var pass = moved(finished.pass(), place);
    var output = place.at(finished.place());
    if (call == null || pass == null || output == null) return null;
    if (finished.place().region() == place.from) {
      var there = place.of(finished.result().region());
      call = moved(call, there);
      pass = moved(pass, there);
      if (call == null || pass == null) return null;
    }
    var result = call.outputs().getFirst().operand();
    boolean able = backend.finishes(call.op(), operands(call.inputs()), result);
    return able ? new Task.Finished(call, pass, output) : null;
  }

  private static List<Operand> operands(List<Ref> refs) {
    return refs.stream().map(Ref::operand).toList();
  }

  /// Where rows of `length` elements of a region go: to rows of `pitch` elements of the region
  /// `to`, from `start` on.
  private record Place(Region from, Region to, long length, long start, long pitch) {

    /// The same layout for `region`, which no other task uses.
    Place of(Region region) {
      return new Place(region, region, length, start, pitch);
    }

    boolean isContiguous(Ref x) {
      return length == x.shape().size();
    }

    /// From a dense `x` to `y`; nothing if they do not have their axes in the same order.
    static Optional<Place> of(Ref x, Ref y) {
      var shape = x.shape();
      var order = x.layout().denseOrder(shape);
      if (order == null) return Optional.empty();
      long length = 1;
      for (int axis : order.reversed()) {
        if (shape.dim(axis) == 1) continue;
        if (y.layout().stride(axis) != length) break;
        length *= shape.dim(axis);
      }
      var place =
          new Place(x.region(), y.region(), length, y.layout().offset(), y.region().pitch());
      var there = place.at(x);
      return Optional.of(place).filter(_ -> there != null && there.sameAs(y));
    }

    /// What `x` is after the move; null if it cuts across rows.
    @Nullable Ref at(Ref x) {
      if (x.region() != from) return x;
      return Views.widened(x.layout(), x.shape(), length, start, pitch)
          .map(layout -> new Ref(to, x.type(), layout))
          .orElse(null);
    }

    @Nullable List<Ref> all(List<Ref> refs) {
      var next = new ArrayList<Ref>();
      for (var ref : refs) {
        var there = at(ref);
        if (there == null) return null;
        next.add(there);
      }
      return next;
    }
  }
}
