package io.ranvier.testing;

import io.ranvier.graph.Value;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Precision;
import io.ranvier.nn.Seed;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A layer in a small network: a row of the table that all tests of layers run over.
///
/// @param name the layer and what is special here: `conv2d, grouped`
/// @param layer makes it; the same each time, but for its initial values
/// @param input the shape of a batch that it takes, examples along the first axis
record LayerSample(String name, Supplier<Layer> layer, Shape input) {
  private static final long SEED = 20_260_101;

  /// Of inputs and of parameters.
  private static final Draw DRAW = new Draw.Uniform(-0.5, 0.5);

  static LayerSample of(String name, Supplier<Layer> layer, int... input) {
    return new LayerSample(name, layer, Shape.of(input));
  }

  /// The layer in training as a function of its input and of its parameters. What it draws is the
  /// same each time, and what it keeps is as it starts.
  Sample inTraining() {
    return sample(name + ", in training", (model, x) -> Mode.training(() -> model.forward(x)));
  }

  /// The same in inference.
  Sample inInference() {
    return sample(name + ", in inference", Layer::forward);
  }

  private interface Pass {
    Tensor of(Layer model, Tensor x);
  }

  private Sample sample(String title, Pass pass) {
    var inputs = new ArrayList<>(List.of(new Input(new TensorType(DType.F32, input), DRAW)));
    for (var parameter : Variables.parameters(layer.get()).values()) {
      inputs.add(new Input(parameter.type(), DRAW));
    }
    return Sample.of(title, inputs, values -> List.of(output(values, pass)));
  }

  /// What a layer that holds the parameters `values.get(1)`, … gives for `values.get(0)`.
  private Value output(List<Value> values, Pass pass) {
    var x = Tensor.of(values.getFirst());
    return Seed.seeded(
            SEED,
            () ->
                Precision.in(
                    x.dtype(),
                    () -> {
                      var model = layer.get();
                      var rest = values.subList(1, values.size()).iterator();
                      for (var parameter : Variables.parameters(model).values()) {
                        parameter.assign(Tensor.of(rest.next()));
                      }
                      return pass.of(model, x);
                    }))
        .value();
  }

  @Override
  public String toString() {
    return name;
  }
}
