package io.ranvier.backend.reference;

import io.ranvier.backend.Layout;
import io.ranvier.op.Gather;
import io.ranvier.op.ScatterAdd;
import io.ranvier.type.Shape;

/// Reads and additions at places that are themselves data.
///
/// Both operations go through the tensor that has the axes of the index in place of the axis: the
/// picked elements. To it, `x` and the index are stretched.
final class Indexing {
  private Indexing() {}

  static void gather(View x, View index, View y, Gather op) {
    int axis = op.axis();
    int extent = x.shape().dim(axis);
    var walk =
        new Walk(y.shape(), whole(x, axis, index), picks(index, axis, y.shape()), y.layout());
    while (walk.next()) {
      long i = checked(op.name(), index.integer(walk.at(1)), extent);
      y.copy(walk.at(2), x, walk.at(0) + i * x.layout().stride(axis));
    }
  }

  /// Adds to `y`, which starts as zeros.
  static void scatterAdd(View index, View updates, View y, ScatterAdd op) {
    y.fill(0);
    int axis = op.axis();
    var walk =
        new Walk(
            updates.shape(),
            whole(y, axis, index),
            picks(index, axis, updates.shape()),
            updates.layout());
    while (walk.next()) {
      long i = checked(op.name(), index.integer(walk.at(1)), op.extent());
      add(y, walk.at(0) + i * y.layout().stride(axis), updates, walk.at(2));
    }
  }

  /// `y += x`, at one place of each.
  static void add(View y, long at, View x, long from) {
    if (y.isFloating()) y.put(at, y.number(at) + x.number(from));
    else y.putInteger(at, y.integer(at) + x.integer(from));
  }

  static long checked(String name, long index, long extent) {
    if (index >= 0 && index < extent) return index;
    throw new IndexOutOfBoundsException(
        "%s: index %d is outside [0, %d)".formatted(name, index, extent));
  }

  /// The layout of `x` with `axis` at 0, over the picked elements.
  private static Layout whole(View x, int axis, View index) {
    int added = index.shape().rank();
    var strides = new long[x.shape().rank() - 1 + added];
    for (int i = 0; i < axis; i++) strides[i] = x.layout().stride(i);
    for (int i = axis + added; i < strides.length; i++) {
      strides[i] = x.layout().stride(i - added + 1);
    }
    return Layout.of(x.layout().offset(), strides);
  }

  /// The layout of `index` over the picked elements.
  private static Layout picks(View index, int axis, Shape picked) {
    var strides = new long[picked.rank()];
    System.arraycopy(index.layout().strides(), 0, strides, axis, index.shape().rank());
    return Layout.of(index.layout().offset(), strides);
  }
}
