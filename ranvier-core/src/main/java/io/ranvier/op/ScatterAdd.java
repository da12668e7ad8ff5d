package io.ranvier.op;

import static io.ranvier.op.Ops.gather;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The opposite of [Gather]: a tensor of zeros with `extent` along `axis`, to whose slices at
/// `index` the slices of `updates` are added, in the order of the index.
public record ScatterAdd(int axis, int extent) implements Op {

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var index = inputs.get(0);
    var updates = inputs.get(1);
    Gather.requireIndex("scatterAdd", index);
    int rank = updates.rank() - index.rank() + 1;
    Op.require(axis >= 0 && rank > axis, "scatterAdd: updates %s for index %s", updates, index);
    var shape =
        Shape.of(
            IntStream.range(0, rank)
                .map(
                    i ->
                        i < axis
                            ? updates.dim(i)
                            : i == axis ? extent : updates.dim(i + index.rank() - 1))
                .toArray());
    Op.require(
        Gather.replaced(shape, axis, index.shape()).equals(updates.shape()),
        "scatterAdd: updates %s for index %s along axis %d",
        updates,
        index,
        axis);
    return Op.one(updates.withShape(shape));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.cotangents(null, gather(Op.only(dy, y), y.inputs().getFirst(), axis));
  }
}
