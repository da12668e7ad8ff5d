package io.ranvier.backend.reference;

import io.ranvier.backend.Layout;
import io.ranvier.type.Shape;

/// Goes through the places of a shape in row-major order, and knows where each is in several layouts.
///
///     var walk = new Walk(shape, x.layout(), y.layout());
///     while (walk.next()) y.copy(walk.at(1), x, walk.at(0));
final class Walk {
  private final int[] dims;
  private final int[] index;
  private final long[][] strides;
  private final long[] at;
  private boolean started;

  Walk(Shape shape, Layout... layouts) {
    dims = shape.dims();
    index = new int[dims.length];
    strides = new long[layouts.length][];
    at = new long[layouts.length];
    for (int i = 0; i < layouts.length; i++) {
      strides[i] = layouts[i].strides();
      at[i] = layouts[i].offset();
    }
  }

  /// Goes to the first place, and then to the next; false when there is none.
  boolean next() {
    if (!started) {
      started = true;
      for (int dim : dims) if (dim == 0) return false;
      return true;
    }
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      boolean carry = ++index[axis] == dims[axis];
      for (int i = 0; i < at.length; i++) {
        at[i] += carry ? -(dims[axis] - 1) * strides[i][axis] : strides[i][axis];
      }
      if (!carry) return true;
      index[axis] = 0;
    }
    return false;
  }

  /// Where this place is in the given layout: elements from the start of the buffer.
  long at(int layout) {
    return at[layout];
  }

  /// The coordinate of this place along `axis`.
  int index(int axis) {
    return index[axis];
  }
}
