package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `yᵢ = −ln softmax(xᵢ)[tᵢ]`: how surprised the logits `x: [n, classes]` are by the labels `t:
/// i32[n]`, giving `y: [n]`. The reduction to one loss (usually the mean) is not part of it.
///
/// A label outside `[0, classes)` fails when it is computed, with an [IndexOutOfBoundsException].
public record CrossEntropy() implements Composite {

  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.get(0);
    return List.of(
        reshape(
            neg(sum(mul(logSoftmax(x, 1), hot(inputs.get(1), x)), List.of(1))),
            inputs.get(1).shape()));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.get(0);
    requireLogits(name(), x, inputs.get(1));
    return Op.one(x.withShape(x.dim(0)));
  }

  @Override
  public Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dys) {
    var x = y.inputs().get(0);
    var t = y.inputs().get(1);
    return Optional.of(Op.cotangents(Node.of(new InputGrad(), x, t, Op.only(dys, y)), null));
  }

  /// The labels as rows with a single 1. Each label is looked up in the list of all classes, where
  /// one that does not exist is found out.
  private static Value hot(Value labels, Value x) {
    int classes = x.shape().dim(1);
    var known = gather(iota(TensorType.of(DType.I32, classes), 0), labels, 0);
    return oneHot(known, classes, x.type().dtype());
  }

  private static void requireLogits(String name, TensorType x, TensorType t) {
    Op.require(
        x.rank() == 2 && x.dtype().isFloating(), "%s wants logits [n, classes], got %s", name, x);
    Op.require(
        t.rank() == 1 && t.dtype() == DType.I32 && t.dim(0) == x.dim(0),
        "%s wants one i32 label for each row of %s, got %s",
        name,
        x,
        t);
  }

  /// `dxᵢ = (softmax(xᵢ) − onehot(tᵢ)) · dyᵢ`, from `x`, `t` and `dy`.
  public record InputGrad() implements Composite {
    @Override
    public List<Value> decompose(List<Value> inputs) {
      var x = inputs.get(0);
      var dy = reshape(inputs.get(2), x.shape().with(1, 1));
      return List.of(mul(sub(softmax(x, 1), hot(inputs.get(1), x)), dy));
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      requireLogits(name(), inputs.get(0), inputs.get(1));
      return Op.one(inputs.get(0));
    }
  }
}
