package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;

/// The functions that make networks more than linear, element by element or along an axis, of
/// floating-point numbers.
///
/// Where a function has a kink, its derivative there is the one that PyTorch takes. What is not a
/// number stays so. No branch that is not taken overflows, so that gradients are finite where
/// values are.
public sealed interface Activations permits Tensor {
  Value value();

  /// `x` itself, for where an activation has to be named.
  default Tensor identity() {
    return (Tensor) this;
  }

  /// The activation of the perceptron: 1 above 0, else 0. Its gradient is zero.
  default Tensor step() {
    var x = floating("step");
    return x.greater(0).cast(x.dtype());
  }

  /// `max(x, 0)`
  default Tensor relu() {
    return Tensor.of(Ops.relu(value()));
  }

  /// `min(max(x, 0), 6)` (Krizhevsky, 2010, "Convolutional deep belief networks on CIFAR-10").
  default Tensor relu6() {
    return floating("relu6").hardTanh(0, 6);
  }

  /// `x` above 0, else `slope · x` (Maas et al., 2013, "Rectifier nonlinearities improve neural
  /// network acoustic models").
  default Tensor leakyRelu(double slope) {
    var x = floating("leakyRelu");
    return x.lessEqual(0).select(x.mul(slope), x);
  }

  /// With slope 0.01.
  default Tensor leakyRelu() {
    return leakyRelu(0.01);
  }

  /// `x` above 0, else `slope · x`, with slopes that stretch to this tensor: see `PRelu` for the
  /// layer that learns them (He et al., 2015, "Delving deep into rectifiers").
  default Tensor prelu(Tensor slope) {
    var x = floating("prelu");
    Op.require(
        slope.shape().stretchesTo(x.shape()),
        "prelu: slopes are %s, and must stretch to %s",
        slope.type(),
        x.shape());
    return x.lessEqual(0).select(x.mul(slope), x);
  }

  /// `x` above 0, else `alpha · (eˣ − 1)` (Clevert et al., 2016, "Fast and accurate deep network
  /// learning by exponential linear units").
  default Tensor elu(double alpha) {
    return exponential("elu", alpha, 1);
  }

  /// With alpha 1.
  default Tensor elu() {
    return elu(1);
  }

  /// `1.0507 · elu(x)` with alpha 1.6733, under which activations come to mean 0 and variance 1 by
  /// themselves (Klambauer et al., 2017, "Self-normalizing neural networks").
  default Tensor selu() {
    return exponential("selu", 1.6732632423543772, 1).mul(1.0507009873554805);
  }

  /// `x` above 0, else `alpha · (e^(x / alpha) − 1)`: smooth at 0 for any alpha (Barron, 2017,
  /// "Continuously differentiable exponential linear units").
  ///
  /// @param alpha not 0
  default Tensor celu(double alpha) {
    if (alpha == 0 || Double.isNaN(alpha)) {
      throw new IllegalArgumentException("celu: alpha is %s, and must not be 0".formatted(alpha));
    }
    return exponential("celu", alpha, 1 / alpha);
  }

  /// With alpha 1.
  default Tensor celu() {
    return celu(1);
  }

  private Tensor exponential(String name, double alpha, double rate) {
    var x = floating(name);
    var low = x.lessEqual(0);
    var bounded = low.select(x, zeros(x));
    return low.select(bounded.mul(rate).expm1().mul(alpha), x);
  }

  /// `x · Φ(x)`, with `Φ` the distribution function of the normal distribution (Hendrycks and
  /// Gimpel, 2016).
  default Tensor gelu() {
    return Tensor.of(Ops.gelu(value()));
  }

  /// `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))`, which is close to [#gelu] (Hendrycks and Gimpel,
  /// 2016).
  default Tensor geluTanh() {
    var x = floating("geluTanh");
    var inner = x.add(x.square().mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(0.5).mul(inner.tanh().add(1));
  }

  /// `x · sigmoid(x)`, also called swish (Elfwing et al., 2018; Ramachandran et al., 2017).
  default Tensor silu() {
    var x = floating("silu");
    return x.mul(x.sigmoid());
  }

  /// `x · tanh(softplus(x))` (Misra, 2019, "Mish: a self regularized non-monotonic activation
  /// function").
  default Tensor mish() {
    var x = floating("mish");
    return x.mul(x.softplus().tanh());
  }

  /// 0 below −3, `x` from 3 on, else `x (x + 3) / 6` (Howard et al., 2019, "Searching for
  /// MobileNetV3").
  default Tensor hardSwish() {
    var x = floating("hardSwish");
    var middle = x.mul(x.add(3)).div(6);
    return x.less(-3).select(zeros(x), x.greaterEqual(3).select(x, middle));
  }

  /// `1 / (1 + e⁻ˣ)`
  default Tensor sigmoid() {
    return Tensor.of(Ops.sigmoid(value()));
  }

  /// `ln sigmoid(x) = −softplus(−x)`
  default Tensor logSigmoid() {
    return floating("logSigmoid").neg().softplus().neg();
  }

  /// 0 below −3, 1 above 3, else `x / 6 + ½` (Courbariaux et al., 2015, with PyTorch's slope).
  default Tensor hardSigmoid() {
    var x = floating("hardSigmoid");
    return between(0, 1, x.lessEqual(-3), x.greaterEqual(3), x.div(6).add(0.5));
  }

  default Tensor tanh() {
    return Tensor.of(Ops.tanh(value()));
  }

  /// The nearest number in `[low, high]`, with derivative 0 at both ends (Collobert, 2004).
  ///
  /// @param low below `high`
  default Tensor hardTanh(double low, double high) {
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "hardTanh: low is %s and high %s, and low must be below high".formatted(low, high));
    }
    var x = floating("hardTanh");
    return between(low, high, x.lessEqual(low), x.greaterEqual(high), x);
  }

  /// Between −1 and 1.
  default Tensor hardTanh() {
    return hardTanh(-1, 1);
  }

  private static Tensor between(
      double low, double high, Tensor isLow, Tensor isHigh, Tensor middle) {
    var type = middle.type();
    return isLow.select(Tensor.fill(low, type), isHigh.select(Tensor.fill(high, type), middle));
  }

  /// `x − tanh x`
  default Tensor tanhShrink() {
    var x = floating("tanhShrink");
    return x.sub(x.tanh());
  }

  /// `x / (1 + |x|)` (Bergstra et al., 2009).
  default Tensor softsign() {
    var x = floating("softsign");
    return x.div(x.abs().add(1));
  }

  /// `ln(1 + e^(beta · x)) / beta`, the smooth ReLU; `x` itself where `beta · x > threshold` (Dugas
  /// et al., 2001).
  ///
  /// @param beta above 0
  default Tensor softplus(double beta, double threshold) {
    if (!(beta > 0)) {
      throw new IllegalArgumentException(
          "softplus: beta is %s, and must be above 0".formatted(beta));
    }
    var x = floating("softplus");
    var z = beta == 1 ? x : x.mul(beta);
    // Above 40 the function is its argument to the last digit of a double; e⁴⁰ and its square are
    // finite.
    var linear = z.greater(Math.min(threshold, 40));
    var curve = linear.select(zeros(x), z).exp().log1p();
    return linear.select(x, beta == 1 ? curve : curve.div(beta));
  }

  /// With beta 1, everywhere.
  default Tensor softplus() {
    return softplus(1, Double.POSITIVE_INFINITY);
  }

  /// `x` moved towards 0 by `lambda`, and 0 where it would pass.
  ///
  /// @param lambda at least 0
  default Tensor softShrink(double lambda) {
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException(
          "softShrink: lambda is %s, and must be at least 0".formatted(lambda));
    }
    var x = floating("softShrink");
    return x.abs().lessEqual(lambda).select(zeros(x), x.sub(x.sign().mul(lambda)));
  }

  /// With lambda ½.
  default Tensor softShrink() {
    return softShrink(0.5);
  }

  /// `x` where `|x| > lambda`, else 0.
  default Tensor hardShrink(double lambda) {
    var x = floating("hardShrink");
    return x.abs().lessEqual(lambda).select(zeros(x), x);
  }

  /// With lambda ½.
  default Tensor hardShrink() {
    return hardShrink(0.5);
  }

  /// `x` above `threshold`, else `otherwise`.
  default Tensor threshold(double threshold, double otherwise) {
    var x = floating("threshold");
    return x.lessEqual(threshold).select(Tensor.fill(otherwise, x.type()), x);
  }

  /// `a · sigmoid(b)`, where `a` and `b` are the halves along `axis` (Dauphin et al., 2017,
  /// "Language modeling with gated convolutional networks").
  default Tensor glu(int axis) {
    var x = floating("glu");
    int extent = x.dim(axis);
    Op.require(extent % 2 == 0, "glu: axis %d of %s has no two halves", axis, x.type());
    return x.slice(axis, 0, extent / 2).mul(x.slice(axis, extent / 2, extent / 2).sigmoid());
  }

  /// The largest of each run of `pieces` along `axis` (Goodfellow et al., 2013, "Maxout networks"):
  /// `[…, k · pieces, …]` to `[…, k, …]`.
  default Tensor maxout(int pieces, int axis) {
    var x = floating("maxout");
    int at = x.shape().axis(axis);
    int extent = x.dim(at);
    Op.require(
        pieces >= 1 && extent % pieces == 0,
        "maxout: %d pieces do not divide axis %d of %s; they start at 1",
        pieces,
        axis,
        x.type());
    var dims = x.shape().dims();
    var runs = java.util.Arrays.copyOf(dims, dims.length + 1);
    runs[at] = extent / pieces;
    runs[at + 1] = pieces;
    System.arraycopy(dims, at + 1, runs, at + 2, dims.length - at - 1);
    return x.reshape(runs).max(at + 1);
  }

  /// `e^xᵢ / Σ e^xⱼ` along `axis`.
  default Tensor softmax(int axis) {
    return Tensor.of(Ops.softmax(value(), axis));
  }

  /// `xᵢ − ln Σ e^xⱼ` along `axis`.
  default Tensor logSoftmax(int axis) {
    return Tensor.of(Ops.logSoftmax(value(), axis));
  }

  /// `e^(−xᵢ) / Σ e^(−xⱼ)` along `axis`.
  default Tensor softmin(int axis) {
    return Tensor.of(Ops.softmax(Ops.neg(value()), axis));
  }

  /// A draw from the classes that these logits weigh, softened so that gradients flow through it:
  /// `softmax((x + g) / temperature)` along `axis`, with `g = −ln(−ln u)` for uniform `u` (Jang et
  /// al., 2017, "Categorical reparameterization with Gumbel-softmax"; Maddison et al., 2017).
  ///
  /// The class of the largest number is drawn with probability `softmax(x)`.
  ///
  /// @param key `i64[2]`: seed and stream
  /// @param temperature above 0; the lower, the closer to one class alone
  default Tensor gumbelSoftmax(Tensor key, double temperature, int axis) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "gumbelSoftmax: the temperature is %s, and must be above 0".formatted(temperature));
    }
    var x = floating("gumbelSoftmax");
    // Zero is drawn too: half a place above it the logarithms are finite.
    var u = Tensor.uniform(key, x.type()).maximum(Math.scalb(1.0, -25));
    return x.sub(u.log().neg().log()).div(temperature).softmax(axis);
  }

  /// The same, but 1 at the largest number and 0 elsewhere; gradients are those of the soft draw.
  default Tensor hardGumbelSoftmax(Tensor key, double temperature, int axis) {
    var soft = gumbelSoftmax(key, temperature, axis);
    int at = soft.shape().axis(axis);
    var places = Tensor.of(Ops.iota(soft.type().withDType(DType.I32), at));
    var hard = places.equal(soft.argMax(at).unsqueeze(at)).cast(soft.dtype());
    return hard.add(soft.sub(soft.detach()));
  }

  private static Tensor zeros(Tensor x) {
    return Tensor.fill(0, x.type());
  }

  private Tensor floating(String name) {
    var x = (Tensor) this;
    Op.require(x.dtype().isFloating(), "%s wants floating point, got %s", name, x.type());
    return x;
  }
}
