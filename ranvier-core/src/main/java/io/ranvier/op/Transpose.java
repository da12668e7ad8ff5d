package io.ranvier.op;

import static io.ranvier.op.Ops.transpose;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The axes in another order: axis `i` of the result is axis `axes[i]` of `x`.
public record Transpose(List<Integer> axes) implements Op {
  public Transpose {
    axes = List.copyOf(axes);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    var sorted = axes.stream().sorted().toList();
    Op.require(
        sorted.equals(x.shape().axes()), "transpose: %s is no order of the axes of %s", axes, x);
    return Op.one(x.withShape(x.shape().permuted(axes)));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.cotangents(transpose(Op.only(dy, y), inverse()));
  }

  /// The order that undoes this one.
  public List<Integer> inverse() {
    return IntStream.range(0, axes.size()).mapToObj(axes::indexOf).toList();
  }
}
