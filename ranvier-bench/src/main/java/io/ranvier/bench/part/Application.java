package io.ranvier.bench.part;

import io.ranvier.autograd.Gradients;
import io.ranvier.graph.Value;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Leaf;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A part applied to fixed numbers: in inference, or in training with the gradients of all inputs
/// and parameters, given that of the result.
final class Application implements Work {
  private final List<Leaf> leaves;
  private final List<Input> inputs;
  private final Function<List<Tensor>, Tensor> forward;
  private final boolean trains;
  private final List<Tensor> numbers = new ArrayList<>();
  private final List<Variable> results = new ArrayList<>();
  private final List<Tensor> cotangent = new ArrayList<>();

  /// @param model has the parameters and states that `forward` uses
  Application(
      Layer model, List<Input> inputs, Function<List<Tensor>, Tensor> forward, boolean trains) {
    leaves = List.copyOf(Variables.of(model).values());
    this.inputs = inputs;
    this.forward = forward;
    this.trains = trains;
    for (var input : inputs) numbers.add(input.drawn(numbers.size()));
  }

  @Override
  public List<Variable> assign() {
    var computed = trains ? Mode.training(this::withGradients) : List.of(result());
    if (results.isEmpty()) {
      for (var y : computed) results.add(new Variable("", Tensor.fill(0, y.type())));
    }
    for (int i = 0; i < results.size(); i++) results.get(i).assign(computed.get(i));
    var changing = new ArrayList<>(results);
    for (var leaf : leaves) changing.add(leaf.variable());
    return changing;
  }

  private Tensor result() {
    var seen = new ArrayList<Tensor>();
    for (int i = 0; i < inputs.size(); i++) seen.add(inputs.get(i).seen(numbers.get(i)));
    var y = forward.apply(seen);
    return inputs.isEmpty() ? y : inputs.getFirst().laid(y);
  }

  private List<Tensor> withGradients() {
    var wrt = new ArrayList<Value>();
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).constant()) wrt.add(numbers.get(i).value());
    }
    for (var leaf : leaves) if (leaf instanceof Parameter p) wrt.add(p.value().value());
    var y = result();
    if (cotangent.isEmpty()) cotangent.add(Tensor.normal(Tensor.key(0, -1), y.type()).eval());
    var computed = new ArrayList<Tensor>();
    computed.add(y);
    Gradients.pullBack(List.of(y.value()), List.of(cotangent.getFirst().value()), wrt)
        .forEach(gradient -> computed.add(Tensor.of(gradient)));
    return computed;
  }
}
