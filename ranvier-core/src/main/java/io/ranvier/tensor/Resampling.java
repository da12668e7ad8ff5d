package io.ranvier.tensor;

import io.ranvier.op.Op;
import io.ranvier.type.DType;
import io.ranvier.type.Interpolation;
import io.ranvier.type.Interpolation.Kind;
import io.ranvier.type.Shape;
import java.util.stream.IntStream;

/// Other extents along an axis, with what lies between the elements interpolated: a product with a
/// matrix of weights, one row for each output, or a choice of elements where nothing is weighed.
///
/// Kernels over several axes are products of those over one.
final class Resampling {
  private Resampling() {}

  /// The last axes with the extents `sizes`.
  static Tensor resize(Tensor x, Interpolation interpolation, int... sizes) {
    requireAxes(x, sizes.length);
    int first = x.shape().rank() - sizes.length;
    for (int i = 0; i < sizes.length; i++) {
      int in = x.dim(first + i);
      Op.require(
          sizes[i] >= 1 && in >= 1,
          "resize: axis %d of %s to %d; both start at 1",
          first + i,
          x.type(),
          sizes[i]);
      x = along(x, interpolation, first + i, sizes[i], (double) in / sizes[i]);
    }
    return x;
  }

  /// The last axes `factors` times as long, rounded down; positions are those of the factors, not
  /// of the rounded extents.
  static Tensor upsample(Tensor x, Interpolation interpolation, double... factors) {
    requireAxes(x, factors.length);
    int first = x.shape().rank() - factors.length;
    for (int i = 0; i < factors.length; i++) {
      double factor = factors[i];
      int out = factor > 0 ? (int) (x.dim(first + i) * factor) : 0;
      Op.require(
          out >= 1,
          "upsample: factor is %s for axis %d of %s, and must give at least one element",
          factor,
          first + i,
          x.type());
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
    return switch (interpolation.kind()) {
      case NEAREST -> nearest(x, axis, out, scale, 0);
      case NEAREST_EXACT -> nearest(x, axis, out, scale, 0.5);
      case AREA -> weighed(x, axis, out, areas(in, out));
      case LINEAR, CUBIC ->
          weighed(
              x,
              axis,
              out,
              interpolation.antialias()
                  ? antialiased(interpolation, in, out, scale)
                  : interpolated(interpolation, in, out, scale));
    };
  }

  private static Tensor nearest(Tensor x, int axis, int out, double scale, double shift) {
    int in = x.dim(axis);
    if (out % in == 0 && scale == (double) in / out) return repeated(x, axis, out / in);
    int[] places =
        IntStream.range(0, out)
            .map(i -> Math.min((int) Math.floor((i + shift) * scale), in - 1))
            .toArray();
    return x.gather(axis, Tensor.of(Shape.of(out), places));
  }

  private static Tensor repeated(Tensor x, int axis, int times) {
    var y = x.unsqueeze(axis + 1);
    y = y.broadcast(y.shape().with(axis + 1, times).dims());
    return y.reshape(x.shape().with(axis, x.dim(axis) * times).dims());
  }

  /// `y = weights · x` along `axis`, with `weights: [out, in]` in row-major order.
  static Tensor weighed(Tensor x, int axis, int out, double[] weights) {
    var shape = x.shape();
    int in = shape.dim(axis);
    var matrix = constant(Shape.of(out, in), weights, x.dtype());
    var result = shape.with(axis, out).dims();
    if (axis == shape.rank() - 1) {
      return x.reshape(-1, in).matmul(matrix.transpose()).reshape(result);
    }
    long before = 1;
    for (int i = 0; i < axis; i++) before *= shape.dim(i);
    return matrix.matmul(x.reshape(Math.toIntExact(before), in, -1)).reshape(result);
  }

  /// `numbers` in row-major order, rounded here and not in each run where that is fast.
  static Tensor constant(Shape shape, double[] numbers, DType dtype) {
    if (dtype != DType.F32) return Tensor.of(shape, numbers).cast(dtype);
    var narrow = new float[numbers.length];
    for (int i = 0; i < narrow.length; i++) narrow[i] = (float) numbers[i];
    return Tensor.of(shape, narrow);
  }

  /// The mean of `[⌊i · in / out⌋, ⌈(i + 1) · in / out⌉)`.
  static double[] areas(int in, int out) {
    var weights = new double[out * in];
    for (int i = 0; i < out; i++) {
      int from = start(i, in, out);
      int to = end(i, in, out);
      for (int j = from; j < to; j++) weights[i * in + j] = 1.0 / (to - from);
    }
    return weights;
  }

  /// `⌊i · in / out⌋`: where the part of an axis begins that the output `i` covers.
  static int start(int i, int in, int out) {
    return (int) ((long) i * in / out);
  }

  /// `⌈(i + 1) · in / out⌉`: where it ends.
  static int end(int i, int in, int out) {
    return (int) Math.ceilDiv((i + 1L) * in, out);
  }

  private static double[] interpolated(Interpolation kernel, int in, int out, double scale) {
    var weights = new double[out * in];
    boolean cubic = kernel.kind() == Kind.CUBIC;
    for (int i = 0; i < out; i++) {
      double at = kernel.alignCorners() ? scale * i : scale * (i + 0.5) - 0.5;
      if (!cubic) at = Math.max(at, 0);
      int left = (int) Math.floor(at);
      for (int tap = cubic ? -1 : 0; tap <= (cubic ? 2 : 1); tap++) {
        int place = Math.clamp(left + tap, 0, in - 1);
        double distance = at - left - tap;
        weights[i * in + place] +=
            cubic ? keys(distance, -0.75) : Math.max(1 - Math.abs(distance), 0);
      }
    }
    return weights;
  }

  /// The kernel stretched by the scale where the axis shrinks, cut off at its ends, and brought to
  /// the sum 1.
  private static double[] antialiased(Interpolation kernel, int in, int out, double scale) {
    var weights = new double[out * in];
    boolean cubic = kernel.kind() == Kind.CUBIC;
    double stretch = Math.max(scale, 1);
    double support = (cubic ? 2 : 1) * stretch;
    for (int i = 0; i < out; i++) {
      double center = scale * (i + 0.5);
      int from = Math.max((int) (center - support + 0.5), 0);
      int to = Math.min((int) (center + support + 0.5), in);
      double sum = 0;
      for (int j = from; j < to; j++) {
        double distance = (j - center + 0.5) / stretch;
        double weight = cubic ? keys(distance, -0.5) : Math.max(1 - Math.abs(distance), 0);
        weights[i * in + j] = weight;
        sum += weight;
      }
      for (int j = from; j < to && sum != 0; j++) weights[i * in + j] /= sum;
    }
    return weights;
  }

  /// Keys' kernel: cubic pieces that are 1 at 0, 0 at the other integers, and 0 from 2 on.
  private static double keys(double distance, double a) {
    double d = Math.abs(distance);
    if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    if (d < 2) return ((d - 5) * d + 8) * d * a - 4 * a;
    return 0;
  }
}
