package io.ranvier.backend.reference;

import io.ranvier.backend.Layout;
import io.ranvier.op.Pad;
import io.ranvier.op.Slice;
import io.ranvier.type.Shape;
import java.util.List;

/// Operations that only move numbers. Nearly all of them copy through another layout of the same
/// memory.
final class Movement {
  private Movement() {}

  /// The elements of `x`, in row-major order, into `y` of any shape of the same size.
  static void copy(View x, View y) {
    var from = new Walk(x.shape(), x.layout());
    var to = new Walk(y.shape(), y.layout());
    while (from.next() && to.next()) y.copy(to.at(0), x, from.at(0));
  }

  static void transpose(View x, View y, List<Integer> axes) {
    copy(
        x,
        Layout.of(x.layout().offset(), axes.stream().mapToLong(x.layout()::stride).toArray()),
        y);
  }

  static void broadcast(View x, View y) {
    copy(x, stretched(x, y.shape()), y);
  }

  static void slice(View x, View y, Slice op) {
    copy(x, spread(x.layout(), op.start(), op.stride()), y);
  }

  static void flip(View x, View y, List<Integer> axes) {
    long offset = x.layout().offset();
    var strides = x.layout().strides();
    for (int axis : axes) {
      offset += (x.shape().dim(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    copy(x, Layout.of(offset, strides), y);
  }

  static void pad(View x, View y, Pad op) {
    y.fill(op.value());
    var inside = spread(y.layout(), op.low(), op.gap().stream().map(gap -> gap + 1).toList());
    var walk = new Walk(x.shape(), x.layout(), inside);
    while (walk.next()) y.copy(walk.at(1), x, walk.at(0));
  }

  static void concat(View[] in, View y, int axis) {
    var layout = y.layout();
    for (var x : in) {
      var walk = new Walk(x.shape(), x.layout(), layout);
      while (walk.next()) y.copy(walk.at(1), x, walk.at(0));
      long end = layout.offset() + x.shape().dim(axis) * layout.stride(axis);
      layout = Layout.of(end, layout.strides());
    }
  }

  /// The layout in which `x` reads as a tensor of `shape`, which it stretches to.
  static Layout stretched(View x, Shape shape) {
    var strides = new long[shape.rank()];
    int lead = shape.rank() - x.shape().rank();
    for (int i = lead; i < strides.length; i++) {
      strides[i] = x.shape().dim(i - lead) == 1 ? 0 : x.layout().stride(i - lead);
    }
    return Layout.of(x.layout().offset(), strides);
  }

  /// The layout of the places `start, start + step, …` along each axis.
  private static Layout spread(Layout layout, List<Integer> start, List<Integer> step) {
    long offset = layout.offset();
    var strides = layout.strides();
    for (int i = 0; i < strides.length; i++) {
      offset += start.get(i) * strides[i];
      strides[i] *= step.get(i);
    }
    return Layout.of(offset, strides);
  }

  private static void copy(View x, Layout layout, View y) {
    var walk = new Walk(y.shape(), layout, y.layout());
    while (walk.next()) y.copy(walk.at(1), x, walk.at(0));
  }
}
