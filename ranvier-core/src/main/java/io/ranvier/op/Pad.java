package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `x` with `value` around it, and between its elements: along each axis `low` in front, `high`
/// behind, and `gap` between neighbours (as gradients of strided operations need).
public record Pad(List<Integer> low, List<Integer> high, List<Integer> gap, double value)
    implements Op {
  public Pad {
    low = List.copyOf(low);
    high = List.copyOf(high);
    gap = List.copyOf(gap);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    int rank = x.rank();
    boolean complete = low.size() == rank && high.size() == rank && gap.size() == rank;
    Op.require(complete, "pad: %s, %s, %s for %s", low, high, gap, x);
    var dims = x.shape().dims();
    for (int i = 0; i < rank; i++) {
      Op.require(
          low.get(i) >= 0 && high.get(i) >= 0 && gap.get(i) >= 0,
          "pad: negative padding %d, %d, %d along axis %d of %s",
          low.get(i),
          high.get(i),
          gap.get(i),
          i,
          x);
      dims[i] =
          Math.addExact(
              Math.addExact(low.get(i), high.get(i)),
              Math.addExact(dims[i], Math.multiplyExact(Math.max(dims[i] - 1, 0), gap.get(i))));
    }
    return Op.one(x.withShape(dims));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    var x = y.inputs().getFirst().shape();
    var size = java.util.stream.IntStream.of(x.dims()).boxed().toList();
    var stride = gap.stream().map(g -> g + 1).toList();
    return Op.cotangents(Node.of(new Slice(low, size, stride), Op.only(dy, y)));
  }
}
