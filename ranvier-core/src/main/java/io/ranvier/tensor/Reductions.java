package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import java.util.List;
import java.util.stream.IntStream;

/// How a tensor sums itself up. Without axes all are meant, and a scalar comes out. Reduced axes
/// go; `keep…` variants leave them with extent one, ready to stretch back.
public sealed interface Reductions permits Tensor {
  Value value();

  default Tensor sum(int... axes) {
    return dropped(Ops.sum(value(), axesOrAll(axes)), axes);
  }

  default Tensor keepSum(int... axes) {
    return Tensor.of(Ops.sum(value(), axesOrAll(axes)));
  }

  default Tensor mean(int... axes) {
    return dropped(Ops.mean(value(), axesOrAll(axes)), axes);
  }

  default Tensor keepMean(int... axes) {
    return Tensor.of(Ops.mean(value(), axesOrAll(axes)));
  }

  default Tensor max(int... axes) {
    return dropped(Ops.max(value(), axesOrAll(axes)), axes);
  }

  default Tensor keepMax(int... axes) {
    return Tensor.of(Ops.max(value(), axesOrAll(axes)));
  }

  default Tensor min(int... axes) {
    return dropped(Ops.min(value(), axesOrAll(axes)), axes);
  }

  default Tensor keepMin(int... axes) {
    return Tensor.of(Ops.min(value(), axesOrAll(axes)));
  }

  default Tensor prod(int... axes) {
    return dropped(Ops.prod(value(), axesOrAll(axes)), axes);
  }

  /// The index (`i32`) of the largest number along `axis`, which goes.
  default Tensor argMax(int axis) {
    return dropped(Ops.argMax(value(), axis), axis);
  }

  /// The index (`i32`) of the smallest number along `axis`, which goes.
  default Tensor argMin(int axis) {
    return dropped(Ops.argMin(value(), axis), axis);
  }

  private List<Integer> axesOrAll(int... axes) {
    if (axes.length == 0) return value().shape().axes();
    if (axes.length == 1) return List.of(axes[0]);
    return IntStream.of(axes).boxed().toList();
  }

  private Tensor dropped(Value y, int... axes) {
    return Tensor.of(Ops.reshape(y, value().shape().without(axesOrAll(axes))));
  }
}
