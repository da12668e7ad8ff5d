package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.List;

/// Where a parameter starts: its first value, from a stream of random numbers of its own.
///
/// The fan of a weight `[out, in, …]` is the number of connections that enter (`in · …`) or leave
/// (`out · …`) one unit; the axes behind the first two are the taps of a kernel.
@FunctionalInterface
public interface Initializer {

  /// @param key names the stream: see [Tensor#uniform] and [Tensor#normal]
  Tensor initial(TensorType type, Tensor key);

  /// Which connections of a unit are counted.
  enum Fan {
    /// Keeps the variance of what flows forward.
    IN,
    /// Keeps the variance of the gradients that flow back.
    OUT;

    /// The number of connections for a weight of `shape`.
    public int of(Shape shape) {
      if (shape.rank() < 2) {
        throw new ShapeException("fan: wants a weight [out, in, …], got " + shape);
      }
      long taps = shape.without(List.of(0, 1)).size();
      return Math.toIntExact(taps * shape.dim(this == IN ? 1 : 0));
    }
  }

  /// `x` everywhere.
  static Initializer constant(double x) {
    requireFinite("constant", "x", x);
    return (type, _) -> Tensor.fill(x, type);
  }

  /// Uniform in `[low, high)`.
  static Initializer uniform(double low, double high) {
    if (!(low <= high && Double.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "uniform: low is %s, and must not be above high, %s, and both finite"
              .formatted(low, high));
    }
    return (type, key) -> Tensor.uniform(key, type).mul(high - low).add(low);
  }

  static Initializer normal(double mean, double deviation) {
    requireFinite("normal", "mean", mean);
    requireScale("normal", "deviation", deviation);
    return (type, key) -> Tensor.normal(key, type).mul(deviation).add(mean);
  }

  /// Normal, but drawn from `[low, high]` alone. With deviation 1, from −2 to 2, the numbers have
  /// deviation 0.88.
  ///
  /// @param deviation of the whole normal distribution, above 0
  /// @param low below `high`; numbers as they come out, no multiples of the deviation
  static Initializer truncatedNormal(double mean, double deviation, double low, double high) {
    return new TruncatedNormal(mean, deviation, low, high);
  }

  /// Uniform in `±gain · √(3 / fan)` (He et al., 2015, "Delving deep into rectifiers").
  ///
  /// @param gain that of the activation which follows: see [Gain]
  static Initializer kaimingUniform(Fan fan, double gain) {
    requireScale("kaimingUniform", "gain", gain);
    return (type, key) -> {
      double bound = gain * Math.sqrt(3.0 / fan.of(type.shape()));
      return uniform(-bound, bound).initial(type, key);
    };
  }

  /// Normal with deviation `gain / √fan` (He et al., 2015, "Delving deep into rectifiers").
  ///
  /// @param gain that of the activation which follows: see [Gain]
  static Initializer kaimingNormal(Fan fan, double gain) {
    requireScale("kaimingNormal", "gain", gain);
    return (type, key) -> normal(0, gain / Math.sqrt(fan.of(type.shape()))).initial(type, key);
  }

  /// Uniform in `±gain · √(6 / (fan in + fan out))` (Glorot and Bengio, 2010, "Understanding the
  /// difficulty of training deep feedforward neural networks").
  static Initializer xavierUniform(double gain) {
    requireScale("xavierUniform", "gain", gain);
    return (type, key) -> {
      double bound = gain * Math.sqrt(6.0 / fans(type.shape()));
      return uniform(-bound, bound).initial(type, key);
    };
  }

  /// Normal with deviation `gain · √(2 / (fan in + fan out))` (Glorot and Bengio, 2010).
  static Initializer xavierNormal(double gain) {
    requireScale("xavierNormal", "gain", gain);
    return (type, key) -> normal(0, gain * Math.sqrt(2.0 / fans(type.shape()))).initial(type, key);
  }

  /// Rows, or columns if these are fewer, at right angles to each other and of length `gain` (Saxe
  /// et al., 2014, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
  /// networks"). A weight `[out, in, …]` is taken as a matrix of `out` rows.
  ///
  /// @param gain that of the activation which follows: see [Gain]
  static Initializer orthogonal(double gain) {
    requireScale("orthogonal", "gain", gain);
    return new Orthogonal(gain);
  }

  /// Normal around 0, but for zeros at `⌈sparsity · rows⌉` random places in each column of a matrix
  /// (Martens, 2010, "Deep learning via Hessian-free optimization").
  ///
  /// @param sparsity in `[0, 1]`
  static Initializer sparse(double sparsity, double deviation) {
    requireScale("sparse", "deviation", deviation);
    return new Sparse(sparsity, deviation);
  }

  /// 1 on the diagonal of a matrix, else 0: a layer that keeps what comes in.
  static Initializer identity() {
    return (type, _) -> {
      if (type.rank() != 2) throw new ShapeException("identity wants a matrix, got " + type);
      var rows = Tensor.range(type.dim(0), DType.I32).unsqueeze(1);
      return rows.equal(Tensor.range(type.dim(1), DType.I32)).cast(type.dtype());
    };
  }

  /// The kernel `[out, in / groups, taps…]` of a convolution that keeps what comes in: 1 at the tap
  /// in the middle between input and output `i` of each group, else 0.
  ///
  /// @param groups divides `out`
  static Initializer dirac(int groups) {
    return new Dirac(groups);
  }

  private static void requireFinite(String name, String argument, double x) {
    if (Double.isFinite(x)) return;
    throw new IllegalArgumentException(
        "%s: %s is %s, and must be finite".formatted(name, argument, x));
  }

  private static void requireScale(String name, String argument, double x) {
    if (x >= 0 && Double.isFinite(x)) return;
    throw new IllegalArgumentException(
        "%s: %s is %s, and must be at least 0, and finite".formatted(name, argument, x));
  }

  private static int fans(Shape shape) {
    return Fan.IN.of(shape) + Fan.OUT.of(shape);
  }
}
