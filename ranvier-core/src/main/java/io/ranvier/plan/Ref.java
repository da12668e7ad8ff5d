package io.ranvier.plan;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.Map;

/// A value of a plan as a kernel sees it: a region, and how the elements lie in it.
record Ref(Region region, TensorType type, Layout layout) {

  Shape shape() {
    return type.shape();
  }

  Operand operand() {
    return new Operand(type, layout);
  }

  /// This in another region, if its own has been replaced.
  Ref replaced(Map<Region, Region> regions) {
    var next = regions.get(region);
    return next == null ? this : new Ref(next, type, layout);
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

  /// Whether both touch some of the same memory. Of a region that is written in parts, that is
  /// known by what they touch of its rows; two views of any other region count as overlapping.
  boolean overlaps(Ref other) {
    if (region.root() != other.region.root()) return false;
    if (region != other.region || region.pitch() == 0) return true;
    if (shape().isEmpty() || other.shape().isEmpty()) return false;
    return start() < other.end() && other.start() < end();
  }

  /// Where in a row of the region this begins, in elements.
  private long start() {
    return Views.fitsRows(layout, shape(), region.pitch()) ? layout.offset() % region.pitch() : 0;
  }

  /// Where in a row of the region this ends.
  private long end() {
    long pitch = region.pitch();
    if (!Views.fitsRows(layout, shape(), pitch)) return pitch;
    return layout.offset() % pitch + Views.length(layout, shape(), pitch);
  }

  /// Whether no two elements share a place: a broadcast has strides of 0.
  boolean isSpread() {
    for (int i = 0; i < shape().rank(); i++) {
      if (shape().dim(i) > 1 && layout.stride(i) == 0) return false;
    }
    return true;
  }

  static boolean sameLayout(Layout a, Layout b, Shape shape) {
    if (a.offset() != b.offset()) return false;
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) > 1 && a.stride(i) != b.stride(i)) return false;
    }
    return true;
  }
}
