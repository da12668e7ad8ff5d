package io.ranvier.bench.part;

import io.ranvier.nn.Leaf;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Clipping;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Rule;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import java.util.ArrayList;
import java.util.List;

/// Steps of one matrix by a gradient that is always the same.
final class Training implements Work {
  private final Linear model;
  private final Optimizer optimizer;
  private final Tensor gradient;

  Training(Rule rule, Clipping clipping, int rows, int columns) {
    model = new Linear(columns, rows).withoutBias();
    optimizer = new Optimizer(model, rule).clipping(clipping);
    gradient = Tensor.normal(Tensor.key(0, 0), model.weight().type()).eval();
  }

  @Override
  public List<Variable> assign() {
    optimizer.prepare(model.weight().value().mul(gradient).sum());
    var changing = new ArrayList<>(optimizer.state().values());
    Variables.of(model).values().stream().map(Leaf::variable).forEach(changing::add);
    return changing;
  }
}
