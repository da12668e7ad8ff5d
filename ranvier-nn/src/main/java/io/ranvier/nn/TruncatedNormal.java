package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;

/// See [Initializer#truncatedNormal].
///
/// A number `u`, uniform between the probabilities of `low` and `high`, becomes the quantile of
/// `u`.
record TruncatedNormal(double mean, double deviation, double low, double high)
    implements Initializer {

  TruncatedNormal {
    if (!(deviation > 0)) {
      throw new IllegalArgumentException(
          "truncatedNormal: deviation is %s, and must be above 0".formatted(deviation));
    }
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "truncatedNormal: low is %s, and must be below high, %s".formatted(low, high));
    }
  }

  @Override
  public Tensor initial(TensorType type, Tensor key) {
    double least = probability(low);
    double most = probability(high);
    var x = Tensor.uniform(key, type.withDType(DType.F64)).toDoubles();
    for (int i = 0; i < x.length; i++) {
      double z = quantile(least + (most - least) * x[i]);
      x[i] = Math.clamp(mean + deviation * z, low, high);
    }
    return Tensor.of(type.shape(), x).cast(type.dtype());
  }

  /// That a number is below `x`: `½ (1 + erf((x − mean) / (√2 · deviation)))`.
  private double probability(double x) {
    double z = (x - mean) / (deviation * Math.sqrt(2));
    return 0.5 * (1 + Tensor.of(Shape.SCALAR, z).erf().item());
  }

  /// Below which a standard normal number is with probability `p`, to 7 digits: Wichura (1988),
  /// "Algorithm AS 241: The percentage points of the normal distribution", PPND7.
  static double quantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q
          * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
          / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1);
    }
    double r = Math.sqrt(-Math.log(Math.max(Math.min(p, 1 - p), Double.MIN_NORMAL)));
    double z;
    if (r <= 5) {
      r -= 1.6;
      z =
          (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
              / ((0.12021132975 * r + 0.73700164250) * r + 1);
    } else {
      r -= 5;
      z =
          (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
              / ((0.012258202635 * r + 0.24197894225) * r + 1);
    }
    return q < 0 ? -z : z;
  }
}
