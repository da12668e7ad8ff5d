package io.ranvier.plan;

import io.ranvier.op.Arithmetic;
import io.ranvier.op.Cast;
import io.ranvier.op.Compare;
import io.ranvier.op.Logic;
import io.ranvier.op.Not;
import io.ranvier.op.Op;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Computes cheap results again where they are read, if that moves fewer bytes than writing them
/// and reading them back: the mask of a rectifier from what the pass reads anyway, a gradient
/// before it is summed and once more before it is used.
///
/// The same operations on the same numbers give the same bits, so nothing changes but the traffic.
final class Rematerialization {
  /// The longest chain that is computed twice.
  private static final int LONGEST = 12;

  /// A byte written costs about that many bytes read: its line comes to the cache first.
  private static final double WRITE = 1.5;

  private final List<Task> tasks;
  private final Map<Region, Integer> writers = new HashMap<>();
  private final Map<Region, Set<Integer>> readers = new HashMap<>();

  /// The members of a pass, in order, that compute one of its outputs, and what they read.
  private record Chain(List<Task.Member> members, List<Ref> sources) {}

  private Rematerialization(List<Task> tasks) {
    this.tasks = new ArrayList<>(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      for (var y : tasks.get(i).outputs()) writers.putIfAbsent(y.region().root(), i);
      for (var x : tasks.get(i).inputs()) readersOf(x).add(i);
    }
  }

  private Set<Integer> readersOf(Ref ref) {
    return readers.computeIfAbsent(ref.region().root(), _ -> new TreeSet<>());
  }

  static List<Task> apply(List<Task> tasks) {
    var pass = new Rematerialization(tasks);
    for (int i = 0; i < tasks.size(); i++) pass.visit(i);
    return pass.tasks.stream().filter(task -> !task.outputs().isEmpty()).toList();
  }

  private void visit(int reader) {
    if (!(tasks.get(reader) instanceof Task.Pass pass)) return;
    for (var ref : pass.inputs()) {
      if (!((Task.Pass) tasks.get(reader)).inputs().contains(ref)) continue;
      int writer = writers.getOrDefault(ref.region().root(), reader);
      var chain = chain(writer, ref);
      if (chain == null || writer == reader) continue;
      var all = List.copyOf(readersOf(ref));
      boolean mayDrop = ref.region().place() == Region.Place.ARENA;
      double saved = mayDrop ? WRITE * ref.touchedBytes() : Double.NEGATIVE_INFINITY;
      for (int other : all) saved += saved(other, ref, chain);
      if (saved > 0) {
        for (int other : all) recompute(other, ref, chain);
        drop(writer, ref);
      } else if (saved(reader, ref, chain) > 0) {
        recompute(reader, ref, chain);
      }
    }
  }

  /// How `ref` is computed from what the pass `writer` reads, or null if that is not cheap.
  private @Nullable Chain chain(int writer, Ref ref) {
    if (!(tasks.get(writer) instanceof Task.Pass pass)) return null;
    if (pass.producer(ref) < 0) return null;
    var needed = new TreeSet<Integer>();
    var sources = new ArrayList<Ref>();
    collect(pass, pass.producer(ref), needed, sources);
    var members = needed.stream().map(pass.members()::get).toList();
    boolean cheap =
        members.size() <= LONGEST && members.stream().allMatch(member -> isCheap(member.op()));
    return cheap ? new Chain(members, sources) : null;
  }

  private static void collect(Task.Pass pass, int member, Set<Integer> needed, List<Ref> sources) {
    if (!needed.add(member)) return;
    for (var argument : pass.members().get(member).arguments()) {
      if (!(argument instanceof Task.Argument.Read(var ref))) continue;
      int producer = pass.producer(ref);
      if (producer >= 0) collect(pass, producer, needed, sources);
      else if (sources.stream().noneMatch(ref::sameAs)) sources.add(ref);
    }
  }

  /// Operations that cost no more than reading their result would.
  static boolean isCheap(Op op) {
    return switch (op) {
      case Arithmetic.Pow _, Arithmetic.Div _ -> false;
      case Arithmetic _, Compare _, Logic _, Not _, Select _, Cast _ -> true;
      case Unary.Relu _, Unary.Neg _, Unary.Abs _ -> true;
      default -> false;
    };
  }

  /// The bytes that task `reader` reads less if it computes `ref` itself; minus infinity if it
  /// cannot.
  private double saved(int reader, Ref ref, Chain chain) {
    if (!(tasks.get(reader) instanceof Task.Pass pass)) return Double.NEGATIVE_INFINITY;
    int origin = writers.getOrDefault(ref.region().root(), reader);
    var writer = (Task.Pass) tasks.get(origin);
    var inputs = pass.inputs();
    boolean alike =
        origin != reader
            && pass.shape().equals(writer.shape())
            && pass.order().equals(writer.order())
            && inputs.stream()
                .noneMatch(x -> x.region().root() == ref.region().root() && !x.sameAs(ref));
    if (!alike) return Double.NEGATIVE_INFINITY;
    double saved = ref.touchedBytes();
    int added = 0;
    for (var source : chain.sources()) {
      if (inputs.stream().anyMatch(source::sameAs) || pass.producer(source) >= 0) continue;
      saved -= source.touchedBytes();
      added++;
    }
    boolean fits =
        inputs.size() - 1 + added <= Fuser.MOST_INPUTS
            && pass.members().size() + chain.members().size() <= Fuser.MOST_MEMBERS;
    return fits ? saved : Double.NEGATIVE_INFINITY;
  }

  private void recompute(int reader, Ref ref, Chain chain) {
    var pass = (Task.Pass) tasks.get(reader);
    var members = new ArrayList<Task.Member>();
    for (var member : chain.members()) {
      if (pass.producer(member.output()) < 0) members.add(member);
    }
    members.addAll(pass.members());
    var joined = new Task.Pass(pass.shape(), pass.order(), members, pass.written());
    var all = ordered(joined);
    var written = all.stream().map(Task.Member::output).filter(pass.written()::contains).toList();
    replace(reader, new Task.Pass(pass.shape(), pass.order(), all, written));
    readersOf(ref).remove(reader);
  }

  /// The members, each behind those whose results it reads: a chain may read what its new pass
  /// computes.
  private static List<Task.Member> ordered(Task.Pass pass) {
    var done = new LinkedHashSet<Integer>();
    for (int i = 0; i < pass.members().size(); i++) visit(pass, i, done);
    return done.stream().map(pass.members()::get).toList();
  }

  private static void visit(Task.Pass pass, int member, Set<Integer> done) {
    if (done.contains(member)) return;
    for (var argument : pass.members().get(member).arguments()) {
      if (!(argument instanceof Task.Argument.Read(var ref))) continue;
      int producer = pass.producer(ref);
      if (producer >= 0) visit(pass, producer, done);
    }
    done.add(member);
  }

  /// Nobody reads `ref` any more: it is not written, and what was only needed for it not computed.
  private void drop(int writer, Ref ref) {
    var pass = (Task.Pass) tasks.get(writer);
    var written = pass.written().stream().filter(y -> !y.sameAs(ref)).toList();
    var needed = new TreeSet<Integer>();
    for (var y : written) collect(pass, pass.producer(y), needed, new ArrayList<>());
    var members = needed.stream().map(pass.members()::get).toList();
    replace(writer, new Task.Pass(pass.shape(), pass.order(), members, written));
  }

  private void replace(int index, Task.Pass pass) {
    var before = new HashSet<Region>();
    for (var x : tasks.get(index).inputs()) before.add(x.region().root());
    tasks.set(index, pass);
    for (var x : pass.inputs()) {
      before.remove(x.region().root());
      readersOf(x).add(index);
    }
    for (var region : before) readers.getOrDefault(region, new TreeSet<>()).remove(index);
  }
}
