package io.ranvier.plan;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;

/// A value of a plan as a kernel sees it: a region, and how the elements lie in it.
record Ref(Region region, TensorType type, Layout layout) {

  Shape shape() {
    return type.shape();
  }

  Operand operand() {
    return new Operand(type, layout);
  }

  boolean isRowMajor() {
    return layout.isRowMajor(type.shape());
  }

  /// How many bytes are read or written there: those of a broadcast operand once.
  long touchedBytes() {
    return Math.min(type.byteSize(), layout.extent(shape()) * type.dtype().byteSize());
  }

  /// Whether both are the same elements in the same places. Strides of axes of extent one do not
  /// matter.
  boolean sameAs(Ref other) {
    return region == other.region
        && type.equals(other.type)
        && sameLayout(layout, other.layout, shape());
  }

  static boolean sameLayout(Layout a, Layout b, Shape shape) {
    if (a.offset() != b.offset()) return false;
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) > 1 && a.stride(i) != b.stride(i)) return false;
    }
    return true;
  }
}
