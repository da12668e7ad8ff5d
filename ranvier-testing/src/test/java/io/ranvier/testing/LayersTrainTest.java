package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.nn.Flatten;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Losses;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Seed;
import io.ranvier.nn.Sequential;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Adam;
import io.ranvier.optim.Optimizer;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every layer trains, and goes on from what was saved as if nothing had happened.
class LayersTrainTest {
  private static final int CLASSES = 3;
  private static final int STEPS = 60;
  private static final long SEED = 20260101;

  static List<LayerSample> samples() {
    return Stream.of(LayerSamples.all(), LayerSamples.wide()).flatMap(List::stream).toList();
  }

  /// A layer, what reads its output, and the training of both.
  private static final class Training {
    private final Layer model;
    private final Optimizer optimizer;
    private final Tensor x;
    private final Tensor labels;

    Training(LayerSample sample) {
      var input = sample.input();
      x = Tensor.uniform(Tensor.key(SEED, 1), new TensorType(DType.F32, input)).sub(0.5).eval();
      var layer = sample.layer().get();
      var out = layer.forward(x).shape();
      int features = (int) (out.size() / out.dim(0));
      model = Sequential.of(layer, new Flatten(), new Linear(features, CLASSES));
      optimizer = new Optimizer(model, new Adam(0.02));
      var classes = new int[out.dim(0)];
      for (int i = 0; i < classes.length; i++) classes[i] = i % CLASSES;
      labels = Tensor.of(Shape.of(classes.length), classes);
    }

    double step() {
      var loss = Mode.training(() -> Losses.crossEntropy(model.forward(x), labels));
      optimizer.minimize(loss);
      return loss.item();
    }

    double loss() {
      return Losses.crossEntropy(model.forward(x), labels).item();
    }

    Map<String, Variable> variables() {
      var all = new LinkedHashMap<String, Variable>();
      Variables.of(model).forEach((path, leaf) -> all.put(path, leaf.variable()));
      optimizer.state().forEach((name, variable) -> all.put("optimizer." + name, variable));
      return all;
    }

    List<String> parameters() {
      var names = new ArrayList<String>();
      Variables.of(model)
          .forEach(
              (path, leaf) -> {
                if (leaf instanceof Parameter) names.add(path);
              });
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void lowersALossAndMovesEveryParameter(LayerSample sample) {
    Seed.seeded(
        SEED,
        () -> {
          var training = new Training(sample);
          double before = training.loss();
          var start = bytes(training);
          for (int i = 0; i < STEPS; i++) training.step();
          assertThat(training.loss()).isLessThan(0.8 * before);
          var end = bytes(training);
          for (var name : training.parameters()) {
            assertThat(end.get(name)).as(name).isNotEqualTo(start.get(name));
          }
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void goesOnFromWhatWasSaved(LayerSample sample) {
    Seed.seeded(
        SEED,
        () -> {
          var first = new Training(sample);
          for (int i = 0; i < 3; i++) first.step();
          var saved = bytes(first);
          var second = new Training(sample);
          second.step();
          second.variables().forEach((name, v) -> v.load(MemorySegment.ofArray(saved.get(name))));
          for (int i = 0; i < 3; i++) assertThat(second.step()).isEqualTo(first.step());
          assertThat(second.loss()).isEqualTo(first.loss());
          return null;
        });
  }

  private static Map<String, byte[]> bytes(Training training) {
    var bytes = new LinkedHashMap<String, byte[]>();
    training.variables().forEach((name, v) -> bytes.put(name, v.value().toBytes()));
    return bytes;
  }
}
