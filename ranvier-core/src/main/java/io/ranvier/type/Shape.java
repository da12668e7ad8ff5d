package io.ranvier.type;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The extent of every axis of a tensor, outermost first. Immutable. An extent may be 0; the shape
/// `[]` is that of a scalar.
public final class Shape {
  public static final Shape SCALAR = new Shape();

  /// By rank, for all that are usual.
  private static final List<List<Integer>> ALL_AXES =
      IntStream.range(0, 9).mapToObj(Shape::range).toList();

  private final int[] dims;
  private final long size;
  private final int hash;

  private Shape(int... dims) {
    this.dims = dims;
    long product = 1;
    for (int dim : dims) {
      if (dim < 0) throw new ShapeException("negative extent in shape " + Arrays.toString(dims));
      product = multiply(product, dim, dims);
    }
    size = product;
    hash = Arrays.hashCode(dims);
  }

  private static long multiply(long product, int dim, int[] dims) {
    try {
      return Math.multiplyExact(product, dim);
    } catch (ArithmeticException _) {
      throw new ShapeException("shape " + Arrays.toString(dims) + " has more than 2^63 elements");
    }
  }

  public static Shape of(int... dims) {
    return dims.length == 0 && SCALAR != null ? SCALAR : new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  /// The extent of `axis`; negative axes count from the end.
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /// `axis` counted from the front, after a check that it exists.
  public int axis(int axis) {
    int i = axis < 0 ? axis + dims.length : axis;
    if (i < 0 || i >= dims.length) {
      throw new ShapeException(
          "axis %d of a shape of rank %d, %s; %s"
              .formatted(
                  axis,
                  rank(),
                  this,
                  rank() == 0
                      ? "it has none"
                      : "allowed are %d to %d".formatted(-rank(), rank() - 1)));
    }
    return i;
  }

  /// All axes: `0, 1, …, rank − 1`.
  public List<Integer> axes() {
    return dims.length < ALL_AXES.size() ? ALL_AXES.get(dims.length) : range(dims.length);
  }

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /// A copy of the extents.
  public int[] dims() {
    return dims.clone();
  }

  /// The number of elements.
  public long size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /// This shape with `dim` at `axis`.
  public Shape with(int axis, int dim) {
    var next = dims.clone();
    next[axis(axis)] = dim;
    return new Shape(next);
  }

  /// This shape with extent one at each of `axes`.
  public Shape reduced(List<Integer> axes) {
    var next = dims.clone();
    for (int axis : axes) next[axis(axis)] = 1;
    return new Shape(next);
  }

  /// This shape without `axes`.
  public Shape without(List<Integer> axes) {
    var gone = new boolean[dims.length];
    int left = dims.length;
    for (int axis : axes) {
      int i = axis(axis);
      if (!gone[i]) left--;
      gone[i] = true;
    }
    if (left == 0) return SCALAR;
    var next = new int[left];
    for (int i = 0, k = 0; i < gone.length; i++) if (!gone[i]) next[k++] = dims[i];
    return new Shape(next);
  }

  /// The axes in the order `axes`: `of(2, 3, 4).permuted(2, 0, 1)` is `[4, 2, 3]`.
  public Shape permuted(List<Integer> axes) {
    var next = new int[axes.size()];
    for (int i = 0; i < next.length; i++) next[i] = dim(axes.get(i));
    return new Shape(next);
  }

  /// Row-major strides in elements: the last axis has stride 1.
  public long[] strides() {
    var strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(dims[i], 1);
    }
    return strides;
  }

  /// The common shape that two tensors stretch to, by NumPy's rule: shapes are aligned at their
  /// last axes, and an extent of one stretches to the other's.
  public static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) return a;
    int rank = Math.max(a.rank(), b.rank());
    var dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      int x = a.padded(i, rank);
      int y = b.padded(i, rank);
      if (x != y && x != 1 && y != 1) {
        throw new ShapeException("shapes %s and %s do not broadcast".formatted(a, b));
      }
      dims[i] = x == 1 ? y : x;
    }
    return new Shape(dims);
  }

  /// The extent of `axis` once this shape is padded with leading ones to `rank`.
  public int padded(int axis, int rank) {
    int own = axis - (rank - dims.length);
    return own < 0 ? 1 : dims[own];
  }

  /// Whether a tensor of this shape stretches to `other` by NumPy's rule.
  public boolean stretchesTo(Shape other) {
    if (rank() > other.rank()) return false;
    for (int i = 0; i < other.rank(); i++) {
      int extent = padded(i, other.rank());
      if (extent != 1 && extent != other.dim(i)) return false;
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof Shape s && hash == s.hash && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
