package io.ranvier.backend;

import io.ranvier.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where the elements of a tensor are in a buffer: element `i₀, i₁, …` is `offset + Σ iₐ·strideₐ`
/// elements from its start. Immutable.
///
/// Most layouts are dense: the strides are those of a permutation of the axes, such as row-major
/// order, or channels-last for pictures. Views have others: a stride of 0 repeats an axis, and the
/// slice of a larger tensor has gaps.
public final class Layout {
  private final long offset;
  private final long[] strides;

  private Layout(long offset, long[] strides) {
    this.offset = offset;
    this.strides = strides;
  }

  public static Layout of(long offset, long... strides) {
    return new Layout(offset, strides.clone());
  }

  /// The last axis runs fastest.
  public static Layout rowMajor(Shape shape) {
    return new Layout(0, shape.strides());
  }

  /// `[n, c, h, w]` with the channels running fastest, then `w`, `h`, `n`.
  public static Layout channelsLast(Shape shape) {
    return dense(shape, List.of(0, 2, 3, 1));
  }

  /// Dense, with the axes from the slowest to the fastest in the order given.
  public static Layout dense(Shape shape, List<Integer> order) {
    var strides = new long[shape.rank()];
    long stride = 1;
    for (int axis : order.reversed()) {
      strides[axis] = stride;
      stride *= Math.max(shape.dim(axis), 1);
    }
    return new Layout(0, strides);
  }

  public long offset() {
    return offset;
  }

  public int rank() {
    return strides.length;
  }

  public long stride(int axis) {
    return strides[axis];
  }

  /// A copy of the strides.
  public long[] strides() {
    return strides.clone();
  }

  /// Whether elements of `shape` lie in row-major order without gaps, from offset 0. Axes of extent
  /// one or less do not matter.
  public boolean isRowMajor(Shape shape) {
    return offset == 0 && isDense(shape, IntStream.range(0, shape.rank()).boxed().toList());
  }

  /// Whether the elements of `shape` fill memory without gaps, from `offset`, in the order of axes
  /// given (slowest first).
  public boolean isDense(Shape shape, List<Integer> order) {
    if (shape.size() <= 1) return true;
    long expected = 1;
    for (int axis : order.reversed()) {
      int dim = shape.dim(axis);
      if (dim == 1) continue;
      if (strides[axis] != expected) return false;
      expected *= dim;
    }
    return true;
  }

  /// The axes from the slowest to the fastest: by falling stride, and in their own order where
  /// strides are equal. Axes of extent one, whose stride means nothing, are placed by their own
  /// order.
  public List<Integer> order(Shape shape) {
    var axes = IntStream.range(0, shape.rank()).boxed().toList();
    var sorted =
        axes.stream()
            .filter(a -> shape.dim(a) > 1)
            .sorted((a, b) -> Long.compare(strides[b], strides[a]))
            .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
    for (int axis : axes) if (shape.dim(axis) <= 1) sorted.add(Math.min(axis, sorted.size()), axis);
    return sorted;
  }

  /// The layout in the order of axes that makes it dense from offset 0, or null if there is none.
  public @Nullable List<Integer> denseOrder(Shape shape) {
    var order = order(shape);
    return offset == 0 && isDense(shape, order) ? order : null;
  }

  /// How many elements a buffer needs to hold `shape` in this layout.
  public long extent(Shape shape) {
    if (shape.isEmpty()) return offset;
    long last = offset;
    for (int i = 0; i < strides.length; i++) last += (shape.dim(i) - 1) * strides[i];
    return last + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout l && offset == l.offset && Arrays.equals(strides, l.strides);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(strides) + Long.hashCode(offset);
  }

  /// `(784, 1)`, or `12+(784, 1)` with an offset.
  @Override
  public String toString() {
    var text = Arrays.toString(strides).replace('[', '(').replace(']', ')');
    return offset == 0 ? text : offset + "+" + text;
  }
}
