package io.ranvier.tensor;

import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Scaled dot-product attention (Vaswani et al., 2017, "Attention is all you need"): each of `l`
/// queries gets a mean of `s` values, weighed by how well their keys go with it,
///
/// `softmax(scale · query · keyᵀ + masks) · value`
///
/// of `query: […, l, e]`, `key: […, s, e]` and `value: […, s, d]`, giving `[…, l, d]`. Leading axes
/// stretch to each other, and masks to `[…, l, s]`.
///
/// A query that no key takes part for gives zeros, and no gradients, as in PyTorch from 2.5 on.
///
///     var next = new Attention().causal();
///     next.of(query, key, value);
///
/// @param masks `bool`, true where the key takes part; or floating point, which is added, with −∞
///   (anything from −1e30 down) where the key takes no part. All of them hold.
/// @param isCausal whether query `i` sees the keys up to `i` alone
/// @param scale of the products; `1 / √e` if nothing is said
/// @param seesZero whether all queries also see one key of zeros, whose value is zero
public record Attention(
    List<Tensor> masks, boolean isCausal, OptionalDouble scale, boolean seesZero) {
  /// Far below all scores and still finite, so that what is not selected does not turn gradients
  /// into NaN.
  private static final double LOWEST = -1e30;

  public Attention {
    masks = List.copyOf(masks);
  }

  /// Every query sees every key.
  public Attention() {
    this(List.of(), false, OptionalDouble.empty(), false);
  }

  /// With one more mask.
  public Attention mask(Tensor mask) {
    var all = new ArrayList<>(masks);
    all.add(mask);
    return new Attention(all, isCausal, scale, seesZero);
  }

  /// Where query `i` sees the keys up to `i` alone.
  public Attention causal() {
    return new Attention(masks, true, scale, seesZero);
  }

  public Attention scale(double scale) {
    return new Attention(masks, isCausal, OptionalDouble.of(scale), seesZero);
  }

  /// Where all queries also see one key of zeros, whose value is zero: `add_zero_attn` of PyTorch.
  public Attention zero() {
    return new Attention(masks, isCausal, scale, true);
  }

  /// What each query gets of the values: `[…, l, d]`.
  public Tensor of(Tensor query, Tensor key, Tensor value) {
    var weights = weights(query, key);
    Op.require(
        value.shape().rank() >= 2 && value.dim(-2) == key.dim(-2),
        "attention wants as many values as keys, got key: %s and value: %s",
        key.type(),
        value.type());
    return weights.matmul(value);
  }

  /// By how much each key counts for each query: `[…, l, s]`, of which each row adds up to one, or
  /// to zero where no key takes part.
  public Tensor weights(Tensor query, Tensor key) {
    requireKeys(query, key);
    var products = Tensor.of(Ops.matmul(query.value(), key.value(), false, true));
    var scores = products.mul(scale.orElse(1 / Math.sqrt(query.dim(-1))));
    for (var mask : masks) requireFits(mask, scores.shape());
    var open = new ArrayList<Tensor>();
    for (var mask : masks) {
      if (mask.dtype() == DType.BOOL) {
        open.add(mask);
      } else {
        scores = scores.add(mask.maximum(LOWEST));
        open.add(mask.greater(LOWEST));
      }
    }
    if (isCausal) open.add(past(scores.dim(-2), scores.dim(-1)));
    if (open.isEmpty()) return normalized(scores);
    var takesPart = open.stream().reduce(Tensor::and).orElseThrow();
    var weights = normalized(takesPart.select(scores, Tensor.fill(LOWEST, scores.type())));
    // The first key is in every query's past: only masks can leave a query none.
    boolean maySeeNothing = !masks.isEmpty() && !seesZero;
    return maySeeNothing ? weights.mul(takesPart.cast(weights.dtype()).keepMax(-1)) : weights;
  }

  private Tensor normalized(Tensor scores) {
    if (!seesZero) return scores.softmax(-1);
    int last = scores.shape().rank() - 1;
    return scores.pad(last, 0, 1, 0).softmax(last).slice(last, 0, scores.dim(last));
  }

  /// `bool[l, s]`, true where the key is not behind the query.
  private static Tensor past(int queries, int keys) {
    var query = Tensor.of(Ops.iota(TensorType.of(DType.I32, queries, 1), 0));
    var key = Tensor.of(Ops.iota(TensorType.of(DType.I32, 1, keys), 1));
    return key.lessEqual(query);
  }

  private static void requireKeys(Tensor query, Tensor key) {
    Op.require(
        query.shape().rank() >= 2 && key.shape().rank() >= 2 && query.dim(-1) == key.dim(-1),
        "attention wants query: […, l, e] and key: […, s, e], got %s and %s",
        query.type(),
        key.type());
    Op.require(key.dim(-2) > 0, "attention: no keys in %s; at least one is needed", key.type());
  }

  private static void requireFits(Tensor mask, Shape scores) {
    Op.require(
        mask.shape().stretchesTo(scores)
            && (mask.dtype() == DType.BOOL || mask.dtype().isFloating()),
        "attention: a mask is %s, and must be bool or floating point and stretch to %s",
        mask.type(),
        scores);
  }
}
