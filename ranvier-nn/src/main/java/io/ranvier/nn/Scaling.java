package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Arrays;
import java.util.List;

/// Shifts and scales each feature: `x: [n…, features…]` to `y = (x − shift) · scale`, fitted to
/// examples and no longer learnt. It is saved with the model that it stands before:
///
///     var model = Sequential.of(Scaling.zScore(train), new Linear(4, 3));
///
/// The static functions fit it to `x: [n, features…]`, one example a row, of finite numbers. A
/// feature that does not vary is shifted, but its scale stays 1.
///
/// @param shift `[features…]`
/// @param scale `[features…]`
public record Scaling(State shift, State scale) implements Layer {

  public Scaling {
    if (!shift.type().equals(scale.type())) {
      throw new IllegalArgumentException(
          "scaling: shift is %s and scale %s; they must be of one type"
              .formatted(shift.type(), scale.type()));
    }
  }

  /// One that changes nothing: into which another can be loaded.
  ///
  /// @param features the extents of one example
  public Scaling(int... features) {
    var shape = Shape.of(features);
    this(new State(shape, constant(0)), new State(shape, constant(1)));
  }

  /// To mean 0: `x − mean`.
  public static Scaling meanRemoval(Tensor x) {
    return fit(x, 0, column -> new Spread(mean(column), 1));
  }

  /// To `[0, 1]`.
  public static Scaling minMax(Tensor x) {
    return minMax(x, 0, 1);
  }

  /// To `[low, high]`: `(x − min) / (max − min) · (high − low) + low`.
  public static Scaling minMax(Tensor x, double low, double high) {
    if (!(low < high && Double.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "minMax: low is %s and high %s; both must be finite, and low below high"
              .formatted(low, high));
    }
    return fit(
        x,
        low,
        column -> {
          double min = Arrays.stream(column).min().orElseThrow();
          double max = Arrays.stream(column).max().orElseThrow();
          return new Spread(min, (max - min) / (high - low));
        });
  }

  /// To mean 0 and variance 1: `(x − mean) / √variance`, with the biased variance `Σ (x − mean)² /
  /// n`.
  public static Scaling zScore(Tensor x) {
    return fit(
        x,
        0,
        column -> {
          double mean = mean(column);
          double variance = mean(Arrays.stream(column).map(v -> (v - mean) * (v - mean)).toArray());
          return new Spread(mean, Math.sqrt(variance));
        });
  }

  /// To median 0 and interquartile range 1: `(x − median) / (q₇₅ − q₂₅)`, which a few outliers
  /// hardly move. Quantiles between two numbers are interpolated linearly.
  public static Scaling robust(Tensor x) {
    return fit(
        x,
        0,
        column -> {
          double[] sorted = column.clone();
          Arrays.sort(sorted);
          return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25));
        });
  }

  /// Where a feature's numbers lie, and how far apart.
  private record Spread(double origin, double width) {}

  /// What makes the numbers of one feature comparable with those of others.
  @FunctionalInterface
  private interface Statistic {
    Spread of(double[] column);
  }

  /// @param low what the origin becomes
  private static Scaling fit(Tensor x, double low, Statistic statistic) {
    int rows = requireRows(x);
    var features = x.shape().without(List.of(0));
    double[] values = x.toDoubles();
    int columns = values.length / rows;
    var shift = new double[columns];
    var scale = new double[columns];
    for (int c = 0; c < columns; c++) {
      double[] column = column(values, columns, c);
      var spread = isConstant(column) ? new Spread(column[0], 1) : statistic.of(column);
      double width = spread.width > 0 ? spread.width : 1;
      shift[c] = spread.origin - low * width;
      scale[c] = 1 / width;
    }
    return new Scaling(
        new State(Tensor.of(features, shift).cast(x.dtype())),
        new State(Tensor.of(features, scale).cast(x.dtype())));
  }

  private static int requireRows(Tensor x) {
    if (x.shape().rank() < 2 || x.shape().isEmpty() || !x.dtype().isFloating()) {
      throw new ShapeException(
          "fit: x is %s, and must be [n, features…] of floating point, n and features from 1"
              .formatted(x.type()));
    }
    return x.dim(0);
  }

  private static double[] column(double[] values, int columns, int c) {
    var column = new double[values.length / columns];
    for (int row = 0; row < column.length; row++) {
      column[row] = values[row * columns + c];
      if (!Double.isFinite(column[row])) {
        throw new IllegalArgumentException(
            "fit: feature %d of example %d is %s; all must be finite"
                .formatted(c, row, column[row]));
      }
    }
    return column;
  }

  private static boolean isConstant(double[] column) {
    return Arrays.stream(column).allMatch(v -> v == column[0]);
  }

  private static double mean(double[] column) {
    return Arrays.stream(column).sum() / column.length;
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public Tensor forward(Tensor x) {
    requireFeatures(x);
    return x.sub(shift.value()).mul(scale.value());
  }

  /// What was scaled to `y`: `y / scale + shift`.
  public Tensor inverse(Tensor y) {
    requireFeatures(y);
    return y.div(scale.value()).add(shift.value());
  }

  private void requireFeatures(Tensor x) {
    LayerNorm.lastAxes("scaling", x, shift.type().shape());
  }
}
