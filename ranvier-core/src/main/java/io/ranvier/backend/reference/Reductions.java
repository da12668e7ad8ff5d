package io.ranvier.backend.reference;

import io.ranvier.op.ArgReduction.Extreme;
import io.ranvier.type.DType;

/// Sums and extremes along axes.
final class Reductions {
  private Reductions() {}

  static Loop sum() {
    return Loop.wide(
        (in, y) -> {
          y.fill(0);
          Pointwise.fold(in[0], y, Double::sum, Long::sum);
        });
  }

  static Loop prod() {
    return Loop.wide(
        (in, y) -> {
          y.fill(1);
          Pointwise.fold(in[0], y, (a, b) -> a * b, (a, b) -> a * b);
        });
  }

  static Loop max() {
    return Loop.wide(
        (in, y) -> {
          if (y.isFloating()) y.fill(Double.NEGATIVE_INFINITY);
          else fillInteger(y, lowest(in[0].dtype()));
          Pointwise.fold(in[0], y, Math::max, Math::max);
        });
  }

  static Loop min() {
    return Loop.wide(
        (in, y) -> {
          if (y.isFloating()) y.fill(Double.POSITIVE_INFINITY);
          else fillInteger(y, highest(in[0].dtype()));
          Pointwise.fold(in[0], y, Math::min, Math::min);
        });
  }

  static void arg(View x, View y, Extreme extreme, int axis) {
    long stride = x.layout().stride(axis);
    var walk = new Walk(y.shape(), x.layout(), y.layout());
    while (walk.next()) {
      long first = walk.at(0);
      long best = 0;
      for (int i = 1; i < x.shape().dim(axis); i++) {
        boolean better =
            switch (extreme) {
              case MAX -> x.isAbove(first + i * stride, first + best * stride);
              case MIN -> x.isBelow(first + i * stride, first + best * stride);
            };
        if (better) best = i;
      }
      y.putInteger(walk.at(1), best);
    }
  }

  private static void fillInteger(View y, long value) {
    var walk = new Walk(y.shape(), y.layout());
    while (walk.next()) y.putInteger(walk.at(0), value);
  }

  private static long lowest(DType dtype) {
    return switch (dtype) {
      case I64 -> Long.MIN_VALUE;
      case I32 -> Integer.MIN_VALUE;
      case U8, BOOL -> 0;
      case F16, BF16, F32, F64 -> throw new IllegalStateException(dtype + " is no integer");
    };
  }

  private static long highest(DType dtype) {
    return switch (dtype) {
      case I64 -> Long.MAX_VALUE;
      case I32 -> Integer.MAX_VALUE;
      case U8 -> 255;
      case BOOL -> 1;
      case F16, BF16, F32, F64 -> throw new IllegalStateException(dtype + " is no integer");
    };
  }
}
