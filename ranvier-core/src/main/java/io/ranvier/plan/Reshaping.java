package io.ranvier.plan;

import io.ranvier.backend.Layout;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which axes of one shape become which of another. The runs of axes that correspond, as short as
/// can be, may lie in any order; within a run the elements keep theirs.
///
/// @param from a shape without empty axes
/// @param to of as many elements
/// @param runs without axes of extent one
record Reshaping(Shape from, Shape to, List<Run> runs) {
  /// Pictures have two axes before the places, and at least two of those.
  private static final int PICTURE = 4;

  private static final int CHANNELS = 1;

  /// @param from axes that make up as many elements as those in `to`
  record Run(List<Integer> from, List<Integer> to) {}

  static Reshaping of(Shape from, Shape to) {
    var runs = new ArrayList<Run>();
    int i = 0;
    int j = 0;
    while (i < from.rank() || j < to.rank()) {
      var left = new ArrayList<Integer>();
      var right = new ArrayList<Integer>();
      long have = 1;
      long want = 1;
      do {
        if (i < from.rank() && (have <= want || j == to.rank())) {
          if (from.dim(i) > 1) left.add(i);
          have *= from.dim(i++);
        } else {
          if (to.dim(j) > 1) right.add(j);
          want *= to.dim(j++);
        }
      } while (have != want);
      if (!left.isEmpty()) runs.add(new Run(left, right));
    }
    return new Reshaping(from, to, runs);
  }

  /// How `x`, which lies in this layout, is seen in the other shape; nothing where no strides can
  /// say that. Axes of extent one get stride 0.
  Optional<Layout> viewed(Layout x) {
    var strides = new long[to.rank()];
    for (var run : runs) {
      for (int i = 1; i < run.from.size(); i++) {
        int axis = run.from.get(i);
        if (x.stride(run.from.get(i - 1)) != x.stride(axis) * from.dim(axis)) {
          return Optional.empty();
        }
      }
      long stride = x.stride(run.from.getLast());
      for (int axis : run.to.reversed()) {
        strides[axis] = stride;
        stride *= to.dim(axis);
      }
    }
    return Optional.of(Layout.of(x.offset(), strides));
  }

  /// How a copy of `x`, which lies in this layout, may lie to be seen in the other shape: as
  /// pictures with their channels last where it lies so, else row-major.
  Layout copied(Layout x) {
    var order = new ArrayList<Integer>();
    var last = isChannelsLast(x) ? channels() : List.<Integer>of();
    for (int axis = 0; axis < from.rank(); axis++) if (!last.contains(axis)) order.add(axis);
    order.addAll(last);
    return Layout.dense(from, order);
  }

  /// The axes that become the channels, if they become nothing else.
  private List<Integer> channels() {
    return runs.stream()
        .filter(run -> run.to.equals(List.of(CHANNELS)))
        .findFirst()
        .map(Run::from)
        .orElse(List.of());
  }

  /// Whether the channels' elements lie closer together than those of each axis of places. Of a run
  /// of axes the farthest counts: where a shuffle makes places of channels, those lie closest.
  private boolean isChannelsLast(Layout x) {
    var channels = channels();
    if (to.rank() < PICTURE || channels.isEmpty()) return false;
    var places = runs.stream().filter(run -> run.to.getFirst() > CHANNELS).map(Run::from).toList();
    return !places.isEmpty()
        && places.stream().allMatch(axes -> farthest(x, channels) < farthest(x, axes));
  }

  private static long farthest(Layout x, List<Integer> axes) {
    return axes.stream().mapToLong(x::stride).max().orElse(0);
  }
}
