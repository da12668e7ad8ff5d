package io.ranvier.backend.cpu;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A dense tensor seen as rows along one axis, which runs fastest: `count` rows of `length`.
record Rows(int count, int length) {
  /// Elements that one task works on, about.
  private static final int GRAIN = 1 << 12;

  /// The order of axes in which `axis` runs fastest and the others keep theirs.
  static List<Integer> order(int rank, int axis) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.remove(Integer.valueOf(axis));
    order.add(axis);
    return order;
  }

  /// The layout in which `axis` runs fastest.
  static Layout layout(Shape shape, int axis) {
    return Layout.dense(shape, order(shape.rank(), axis));
  }

  /// Whether `x` lies in rows along `axis`.
  static boolean lies(Operand x, int axis) {
    return x.layout().isDense(x.shape(), order(x.shape().rank(), axis));
  }

  static Rows of(Shape shape, int axis) {
    int length = shape.dim(axis);
    return new Rows(length == 0 ? 0 : Math.toIntExact(shape.size() / length), length);
  }

  int perTask() {
    return Math.max(1, GRAIN / Math.max(length, 1));
  }

  int tasks() {
    return (count + perTask() - 1) / perTask();
  }

  long size() {
    return (long) count * length;
  }
}
