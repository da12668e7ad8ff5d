package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A box of `x`, possibly with gaps: along each axis `size` elements from `start`, `stride` apart.
public record Slice(List<Integer> start, List<Integer> size, List<Integer> stride) implements Op {
  public Slice {
    start = List.copyOf(start);
    size = List.copyOf(size);
    stride = List.copyOf(stride);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    int rank = x.rank();
    boolean complete = start.size() == rank && size.size() == rank && stride.size() == rank;
    Op.require(complete, "slice: %s, %s, %s for %s", start, size, stride, x);
    for (int i = 0; i < rank; i++) {
      long last = start.get(i) + (size.get(i) - 1L) * stride.get(i);
      boolean inside = start.get(i) >= 0 && size.get(i) >= 0 && stride.get(i) >= 1;
      Op.require(
          inside && (size.get(i) == 0 ? start.get(i) <= x.dim(i) : last < x.dim(i)),
          "slice: %d elements from %d, %d apart, along axis %d of %s",
          size.get(i),
          start.get(i),
          stride.get(i),
          i,
          x);
    }
    return Op.one(x.withShape(size.stream().mapToInt(Integer::intValue).toArray()));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    var x = y.inputs().getFirst();
    if (y.output(0).shape().isEmpty()) return Op.cotangents(Ops.fill(0, x.type()));
    var high = new ArrayList<Integer>();
    var gaps = new ArrayList<Integer>();
    for (int i = 0; i < start.size(); i++) {
      high.add(x.shape().dim(i) - start.get(i) - (size.get(i) - 1) * stride.get(i) - 1);
      gaps.add(stride.get(i) - 1);
    }
    return Op.cotangents(Node.of(new Pad(start, high, gaps, 0), Op.only(dy, y)));
  }
}
