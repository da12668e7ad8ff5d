package io.ranvier.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Where everything lies: which results take the memory of the variables that they replace, which
/// passes write over what they read, and the place of each region in the arena. Regions that are
/// never needed at the same time share their place.
final class Placement {
  static final long ALIGNMENT = 64;

  private static final Comparator<Region> BY_PLACE = Comparator.comparingLong(Region::offset);

  private final List<Task> tasks;
  private final Map<Region, Integer> firstUse = new HashMap<>();
  private final Map<Region, Integer> lastUse = new HashMap<>();
  private long arenaBytes;

  Placement(List<Task> tasks) {
    this.tasks = tasks;
    for (int i = 0; i < tasks.size(); i++) {
      for (var ref : tasks.get(i).inputs()) use(ref.region().root(), i);
      for (var ref : tasks.get(i).outputs()) use(ref.region().root(), i);
    }
  }

  private void use(Region region, int task) {
    firstUse.putIfAbsent(region, task);
    lastUse.put(region, task);
  }

  /// The size of the arena, once [#placeInArena] has run.
  long arenaBytes() {
    return arenaBytes;
  }

  /// Whether result `result` can be computed into leaf `leaf`: nobody reads the leaf afterwards,
  /// and who writes the one and reads the other does so element by element.
  boolean mayOverwrite(int result, int leaf) {
    int writer = -1;
    Ref written = null;
    for (int i = 0; i < tasks.size(); i++) {
      for (var y : tasks.get(i).outputs()) {
        if (y.region().place() != Region.Place.RESULT || y.region().index() != result) continue;
        if (written != null) return false;
        writer = i;
        written = y;
      }
    }
    if (written == null) return false;
    for (int i = 0; i < tasks.size(); i++) {
      for (var x : tasks.get(i).inputs()) {
        if (x.region().place() != Region.Place.LEAF || x.region().index() != leaf) continue;
        if (i > writer || i == writer && !overwrites(tasks.get(i), x, written)) return false;
      }
    }
    return true;
  }

  /// Whether `task` reads `x` and writes `y` element by element in the same places.
  private static boolean overwrites(Task task, Ref x, Ref y) {
    return task instanceof Task.Pass pass
        && x.type().equals(y.type())
        && pass.shape().equals(y.shape())
        && Ref.sameLayout(x.layout(), y.layout(), x.shape());
  }

  /// Lets passes write their results over inputs that nobody needs any more.
  void reuseInputs() {
    for (int i = 0; i < tasks.size(); i++) {
      if (!(tasks.get(i) instanceof Task.Pass pass)) continue;
      var taken = new HashSet<Region>();
      for (var y : pass.outputs()) {
        if (y.region().isAlias() || y.region().place() != Region.Place.ARENA) continue;
        for (var x : pass.inputs()) {
          var memory = x.region().root();
          if (taken.contains(memory) || !mayReuse(i, pass, x, y)) continue;
          taken.add(memory);
          lastUse.merge(memory, lastUse.getOrDefault(y.region(), i), Math::max);
          y.region().alias(memory, 0);
          break;
        }
      }
    }
  }

  private boolean mayReuse(int task, Task.Pass pass, Ref x, Ref y) {
    var memory = x.region().root();
    return memory.place() == Region.Place.ARENA
        && memory != y.region()
        && lastUse.getOrDefault(memory, task) == task
        && firstUse.getOrDefault(memory, task) < task
        && memory.bytes() == y.region().bytes()
        && y.region().bytes() == y.type().byteSize()
        && x.type().dtype().byteSize() == y.type().dtype().byteSize()
        && pass.shape().equals(y.shape())
        && Ref.sameLayout(x.layout(), y.layout(), x.shape())
        && pass.inputs().stream().noneMatch(z -> z.region().root() == memory && !z.equals(x));
  }

  /// Gives every region of the arena its place: the largest first, each as low as it fits between
  /// those that live at the same time.
  void placeInArena() {
    var regions =
        firstUse.keySet().stream()
            .map(Region::root)
            .filter(r -> r.place() == Region.Place.ARENA)
            .distinct()
            .sorted(
                Comparator.comparingLong((Region r) -> -r.bytes())
                    .thenComparingInt(r -> firstUse.getOrDefault(r, 0)))
            .toList();
    // In the order of their places, so that gaps are met from the lowest up.
    var placed = new ArrayList<Region>();
    for (var region : regions) {
      region.place(lowest(region, placed));
      int at = Collections.binarySearch(placed, region, BY_PLACE);
      placed.add(at < 0 ? -1 - at : at, region);
      arenaBytes = Math.max(arenaBytes, aligned(region.offset() + region.bytes()));
    }
  }

  private long lowest(Region region, List<Region> placed) {
    long at = 0;
    for (var other : placed) {
      if (!overlap(region, other)) continue;
      if (at + region.bytes() <= other.offset()) break;
      at = Math.max(at, aligned(other.offset() + other.bytes()));
    }
    return at;
  }

  private boolean overlap(Region a, Region b) {
    return firstUse.getOrDefault(a, 0) <= lastUse.getOrDefault(b, 0)
        && firstUse.getOrDefault(b, 0) <= lastUse.getOrDefault(a, 0);
  }

  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
