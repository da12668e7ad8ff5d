package io.ranvier.nn;

import static io.ranvier.nn.Initializer.normal;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// A vector for each of `count` things: `index: [i…]` (`i32` or `i64`) to `y: [i…, size]`, the rows
/// of the weight that the index names (Bengio et al., 2003, "A neural probabilistic language
/// model"). An index outside `[0, count)` fails when it is computed.
///
/// The weight starts normal with deviation 1, as in PyTorch.
///
/// @param weight `[count, size]`
/// @param paddingIndex stands for nothing: its row gets no gradient, and starts at 0; none
/// @param maxNorm longer rows are brought to this length when they are read, and the gradient takes
///   no notice, as in PyTorch; unlike there, the weight itself stays as it is. None
public record Embedding(Parameter weight, OptionalInt paddingIndex, OptionalDouble maxNorm)
    implements Layer {

  public Embedding(int count, int size) {
    if (count < 1 || size < 1) {
      throw new IllegalArgumentException(
          "embedding: %d rows of %d numbers; both start at 1".formatted(count, size));
    }
    this(
        new Parameter(Shape.of(count, size), normal(0, 1)),
        OptionalInt.empty(),
        OptionalDouble.empty());
  }

  public Embedding {
    int count = weight.type().dim(0);
    if (paddingIndex.isPresent()
        && (paddingIndex.getAsInt() < 0 || paddingIndex.getAsInt() >= count)) {
      throw new IllegalArgumentException(
          "embedding: paddingIndex is %d, and must be in [0, %d)"
              .formatted(paddingIndex.getAsInt(), count));
    }
    if (maxNorm.isPresent() && !(maxNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "embedding: maxNorm is %s, and must be above 0".formatted(maxNorm.getAsDouble()));
    }
  }

  public Embedding paddingIndex(int index) {
    Initializer start =
        (type, key) -> {
          var rows = Tensor.range(type.dim(0), io.ranvier.type.DType.I32).reshape(-1, 1);
          var nothing = rows.equal(Tensor.of(Shape.of(1, 1), index));
          return nothing.select(Tensor.fill(0, type), normal(0, 1).initial(type, key));
        };
    return new Embedding(new Parameter(weight.type(), start), OptionalInt.of(index), maxNorm);
  }

  public Embedding maxNorm(double norm) {
    return new Embedding(weight, paddingIndex, OptionalDouble.of(norm));
  }

  @Override
  public Tensor forward(Tensor index) {
    var rows = weight.value().gather(0, index);
    if (maxNorm.isPresent()) rows = rows.add(shortened(rows).sub(rows).detach());
    if (paddingIndex.isEmpty()) return rows;
    var nothing = Tensor.fill(paddingIndex.getAsInt(), index.type());
    return index.equal(nothing).unsqueeze(-1).select(rows.detach(), rows);
  }

  private Tensor shortened(Tensor rows) {
    var norm = rows.square().keepSum(-1).sqrt();
    // PyTorch's guard against a division by 0.
    return rows.mul(norm.add(1e-7).reciprocal().mul(maxNorm.getAsDouble()).minimum(1));
  }
}
