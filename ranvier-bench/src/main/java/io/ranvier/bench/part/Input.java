package io.ranvier.bench.part;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// What a part is given.
///
/// @param shape as the part sees it
/// @param numbers draws them, given a key and the shape in which they lie
/// @param channelsLast whether channels run fastest, as they do between convolutions
/// @param constant whether nobody wants its gradient, as of labels
record Input(
    Shape shape,
    BiFunction<Tensor, TensorType, Tensor> numbers,
    boolean channelsLast,
    boolean constant) {

  /// Around 0.
  static Input normal(int... dims) {
    return new Input(Shape.of(dims), Tensor::normal, false, false);
  }

  /// In `[0, 1)`.
  static Input uniform(int... dims) {
    return new Input(Shape.of(dims), Tensor::uniform, false, false);
  }

  /// Whole numbers below `count`.
  static Input labels(int count, int... dims) {
    return new Input(
        Shape.of(dims),
        (key, type) -> Tensor.uniform(key, type).mul(count).floor().cast(DType.I32),
        false,
        true);
  }

  /// 1 or −1.
  static Input signs(int... dims) {
    return new Input(
        Shape.of(dims),
        (key, type) -> Tensor.uniform(key, type).round().mul(2).sub(1),
        false,
        true);
  }

  /// The same between convolutions.
  Input lastChannels() {
    return new Input(shape, numbers, true, constant);
  }

  /// The same, and nobody wants its gradient.
  Input data() {
    return new Input(shape, numbers, channelsLast, true);
  }

  /// The numbers as they lie.
  Tensor drawn(long stream) {
    var laid = channelsLast ? shape.permuted(last()) : shape;
    return numbers.apply(Tensor.key(0, stream), new TensorType(DType.F32, laid)).eval();
  }

  /// What the part sees of `x`, which lies as [#drawn] does.
  Tensor seen(Tensor x) {
    if (!channelsLast) return x;
    var order = new int[shape.rank()];
    order[1] = order.length - 1;
    for (int i = 2; i < order.length; i++) order[i] = i - 1;
    return x.transpose(order);
  }

  /// What came of this input, laid in the same way.
  Tensor laid(Tensor y) {
    boolean hasChannels = channelsLast && y.shape().rank() == shape.rank();
    return hasChannels ? y.transpose(last().stream().mapToInt(i -> i).toArray()) : y;
  }

  /// The axes, that of the channels last.
  private java.util.List<Integer> last() {
    int rank = shape.rank();
    return IntStream.range(0, rank).mapToObj(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toList();
  }
}
