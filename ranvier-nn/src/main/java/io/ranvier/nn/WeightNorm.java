package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A layer whose weight is learned as a length and a direction (Salimans and Kingma, 2016, "Weight
/// normalization"):
///
/// `weight = g · v / ‖v‖`
///
/// The direction `v` is the weight that the layer holds itself. The lengths start as they are, so
/// that the layer starts as it was.
///
/// @param layer that gets the weight
/// @param weightG the lengths, of the shape of `v` with extent 1 along all axes but `axis`
/// @param axis of the weight that counts the vectors; or nothing, and the weight is one vector
public record WeightNorm(Weighted layer, Parameter weightG, OptionalInt axis) implements Layer {

  /// With a length for each slice along axis 0, as in PyTorch.
  public WeightNorm(Weighted layer) {
    this(layer, OptionalInt.of(0));
  }

  private WeightNorm(Weighted layer, OptionalInt axis) {
    var weight = layer.weight();
    requireAxis(weight.type(), axis);
    var type = weight.type().withShape(lengths(weight.type().shape(), axis));
    this(layer, new Parameter(type, (_, _) -> length(weight.value(), axis)), axis);
  }

  public WeightNorm {
    requireAxis(layer.weight().type(), axis);
  }

  /// With a length for each slice along `axis`.
  public WeightNorm along(int axis) {
    return new WeightNorm(layer, OptionalInt.of(axis));
  }

  /// With one length for all of the weight.
  public WeightNorm asWhole() {
    return new WeightNorm(layer, OptionalInt.empty());
  }

  @Override
  public Tensor forward(Tensor x) {
    return layer.forward(x, weight());
  }

  /// The layer by itself, with the weight that this makes now. It predicts the same, and faster,
  /// since a weight of its own is packed once.
  public Weighted plain() {
    return layer.withWeight(new Parameter(weight().eval()));
  }

  private Tensor weight() {
    var v = layer.weight().value();
    return v.mul(weightG.value().div(length(v, axis)));
  }

  private static Tensor length(Tensor v, OptionalInt axis) {
    if (axis.isEmpty()) return v.square().sum().sqrt();
    var others = IntStream.range(0, v.shape().rank()).filter(i -> i != axis.getAsInt()).toArray();
    return v.square().keepSum(others).sqrt();
  }

  private static Shape lengths(Shape weight, OptionalInt axis) {
    if (axis.isEmpty()) return Shape.SCALAR;
    return weight.reduced(weight.axes().stream().filter(i -> i != axis.getAsInt()).toList());
  }

  private static void requireAxis(TensorType weight, OptionalInt axis) {
    if (axis.isEmpty() || axis.getAsInt() >= 0 && axis.getAsInt() < weight.rank()) return;
    throw new IllegalArgumentException(
        "weightNorm: axis is %d, and must be in [0, %d)".formatted(axis.getAsInt(), weight.rank()));
  }
}
