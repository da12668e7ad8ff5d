package io.ranvier.plan;

import io.ranvier.backend.Layout;
import io.ranvier.op.Slice;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.Optional;

/// Operations that only look at memory in another way: they change a layout, and compute nothing.
final class Views {
  private Views() {}

  static Layout transposed(Layout x, List<Integer> axes) {
    return Layout.of(x.offset(), axes.stream().mapToLong(x::stride).toArray());
  }

  /// New axes and stretched ones get stride 0.
  static Layout broadcast(Layout x, Shape from, Shape to) {
    var strides = new long[to.rank()];
    int lead = to.rank() - from.rank();
    for (int i = 0; i < from.rank(); i++) {
      strides[lead + i] = from.dim(i) == to.dim(lead + i) ? x.stride(i) : 0;
    }
    return Layout.of(x.offset(), strides);
  }

  static Layout sliced(Layout x, Slice slice) {
    long offset = x.offset();
    var strides = x.strides();
    for (int i = 0; i < strides.length; i++) {
      offset += slice.start().get(i) * strides[i];
      strides[i] *= slice.stride().get(i);
    }
    return Layout.of(offset, strides);
  }

  /// How much of a row of `pitch` elements a view covers, from its first element to its last, if
  /// all other strides lead from row to row.
  static long length(Layout x, Shape shape, long pitch) {
    long length = 1;
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) > 1 && x.stride(i) % pitch != 0) {
        length += (shape.dim(i) - 1) * x.stride(i);
      }
    }
    return length;
  }

  /// Whether a view covers the same part of each row of `pitch` elements that it touches.
  static boolean fitsRows(Layout x, Shape shape, long pitch) {
    return x.offset() % pitch + length(x, shape, pitch) <= pitch;
  }

  /// A view of rows of `pitch` elements, as it is where these rows are parts, from `start` on, of
  /// rows of `wider` elements; nothing if it cuts across rows.
  static Optional<Layout> widened(Layout x, Shape shape, long pitch, long start, long wider) {
    if (!fitsRows(x, shape, pitch)) return Optional.empty();
    var strides = x.strides();
    for (int i = 0; i < strides.length; i++) {
      if (shape.dim(i) > 1 && strides[i] % pitch == 0) strides[i] = strides[i] / pitch * wider;
    }
    long offset = start + x.offset() / pitch * wider + x.offset() % pitch;
    return Optional.of(Layout.of(offset, strides));
  }

  /// The layout of the elements of `from`, in row-major order, seen as `to`; nothing where no
  /// strides can say that. Axes of extent one get stride 0.
  static Optional<Layout> reshaped(Layout x, Shape from, Shape to) {
    if (from.isEmpty()) return Optional.of(Layout.rowMajor(to));
    return Reshaping.of(from, to).viewed(x);
  }
}
