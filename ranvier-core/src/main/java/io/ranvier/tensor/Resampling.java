package io.ranvier.tensor;

import io.ranvier.op.Op;
import io.ranvier.type.DType;
import io.ranvier.type.Interpolation;
import io.ranvier.type.Interpolation.Kind;
import io.ranvier.type.Shape;
import io.ranvier.type.Taps;

/// Other extents along an axis, with what lies between the elements interpolated: a product with a
/// matrix of weights, one row for each output, or a choice of elements where nothing is weighed.
///
/// Kernels over several axes are products of those over one.
final class Resampling {
  private Resampling() {}

  /// The last axes with the extents `sizes`.
  static Tensor resize(Tensor x, Interpolation interpolation, int... sizes) {
    requireAxes(x, sizes.length);
    var given = x.type();
    int first = given.rank() - sizes.length;
    for (int i = 0; i < sizes.length; i++) {
      int in = x.dim(first + i);
      Op.require(
          sizes[i] >= 1 && in >= 1,
          "resize: axis %d of %s to %d; both start at 1",
          first + i,
          given,
          sizes[i]);
      x = along(x, interpolation, first + i, sizes[i], (double) in / sizes[i]);
    }
    return x;
  }

  /// The last axes `factors` times as long, rounded down; positions are those of the factors, not
  /// of the rounded extents.
  static Tensor upsample(Tensor x, Interpolation interpolation, double... factors) {
    requireAxes(x, factors.length);
    var given = x.type();
    int first = given.rank() - factors.length;
    for (int i = 0; i < factors.length; i++) {
      double factor = factors[i];
      int out = factor > 0 && Double.isFinite(factor) ? (int) (x.dim(first + i) * factor) : 0;
      Op.require(
          out >= 1,
          "upsample: factor is %s for axis %d of %s, and must be finite and give at least one"
              + " element",
          factor,
          first + i,
          given);
      boolean covers = interpolation.kind() == Kind.AREA;
      double scale = covers ? (double) x.dim(first + i) / out : 1 / factor;
      x = along(x, interpolation, first + i, out, scale);
    }
    return x;
  }

  private static void requireAxes(Tensor x, int axes) {
    Op.require(
        axes >= 1 && axes <= x.shape().rank() && x.dtype().isFloating(),
        "resize: %d axes of %s; at least one, and no more than there are, of floating point",
        axes,
        x.type());
  }

  /// @param scale how far apart outputs lie in the input, unless corners are aligned
  private static Tensor along(
      Tensor x, Interpolation interpolation, int axis, int out, double scale) {
    int in = x.dim(axis);
    boolean aligned = interpolation.alignCorners();
    Op.require(
        !aligned || interpolation.kind() != Kind.NEAREST,
        "resize: NEAREST does not align corners; LINEAR and CUBIC do");
    if (aligned) scale = out == 1 ? 0 : (in - 1.0) / (out - 1);
    if (in == out && (scale == 1 || in == 1)) return x;
    var taps = Taps.of(interpolation, in, out, scale);
    return switch (interpolation.kind()) {
      case NEAREST, NEAREST_EXACT ->
          out % in == 0 && scale == (double) in / out
              ? repeated(x, axis, out / in)
              : x.gather(axis, Tensor.of(Shape.of(out), taps.first()));
      case AREA, LINEAR, CUBIC -> weighed(x, axis, out, taps);
    };
  }

  private static Tensor repeated(Tensor x, int axis, int times) {
    var y = x.unsqueeze(axis + 1);
    y = y.broadcast(y.shape().with(axis + 1, times).dims());
    return y.reshape(x.shape().with(axis, x.dim(axis) * times).dims());
  }

  /// `y = weights · x` along `axis`, with the matrix `[out, in]` of `taps`.
  ///
  /// The channels of `x: [n, c, …]` are brought to the end, where they are between convolutions:
  /// the product then has all channels of a place side by side, and moves nothing but them.
  static Tensor weighed(Tensor x, int axis, int out, Taps taps) {
    if (axis < 2) return product(x, axis, out, taps);
    int rank = x.shape().rank();
    var last = new int[rank];
    var back = new int[rank];
    for (int i = 2; i < rank; i++) {
      last[i - 1] = i;
      back[i] = i - 1;
    }
    last[rank - 1] = 1;
    back[1] = rank - 1;
    return product(x.transpose(last), axis - 1, out, taps).transpose(back);
  }

  private static Tensor product(Tensor x, int axis, int out, Taps taps) {
    var shape = x.shape();
    int in = shape.dim(axis);
    long before = 1;
    for (int i = 0; i < axis; i++) before *= shape.dim(i);
    long behind = 1;
    for (int i = axis + 1; i < shape.rank(); i++) behind *= shape.dim(i);
    var matrix = constant(Shape.of(out, in), taps.matrix(), x.dtype());
    var columns = x.reshape(Math.toIntExact(before), in, Math.toIntExact(behind));
    return matrix.matmul(columns).reshape(shape.with(axis, out).dims());
  }

  /// `numbers` in row-major order, rounded here and not in each run where that is fast.
  static Tensor constant(Shape shape, double[] numbers, DType dtype) {
    if (dtype != DType.F32) return Tensor.of(shape, numbers).cast(dtype);
    var narrow = new float[numbers.length];
    for (int i = 0; i < narrow.length; i++) narrow[i] = (float) numbers[i];
    return Tensor.of(shape, narrow);
  }
}
