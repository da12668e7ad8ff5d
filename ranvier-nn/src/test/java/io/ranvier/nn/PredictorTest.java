package io.ranvier.nn;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.backend.Memory;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final Shape INPUT = Shape.of(2, 3, 8, 8);

  private final Layer model =
      Sequential.of(
          new Conv2d(3, 5, window(3).padding(1)),
          new BatchNorm2d(5),
          Tensor::relu,
          x -> x.maxPool2d(2),
          new Flatten(),
          new Dropout(0.5),
          new Linear(80, 7));

  private static float[] numbers(int seed) {
    var x = new float[2 * 3 * 8 * 8];
    for (int i = 0; i < x.length; i++) x[i] = ((i + 7 * seed) * 31 % 17 - 8) / 8f;
    return x;
  }

  private float[] forward(int seed) {
    return model.forward(Tensor.of(INPUT, numbers(seed))).toFloats();
  }

  @Test
  void predictsWhatForwardComputes() {
    var predictor = model.compile(INPUT);
    assertThat(predictor.input()).hasToString("f32[2, 3, 8, 8]");
    assertThat(predictor.output()).hasToString("f32[2, 7]");
    var y = new float[14];
    for (int seed = 0; seed < 3; seed++) {
      predictor.run(numbers(seed), y);
      assertThat(y).containsExactly(forward(seed));
      assertThat(predictor.run(numbers(seed))).containsExactly(forward(seed));
    }
  }

  @Test
  void readsAndWritesMemoryOffTheHeap() {
    try (var arena = Arena.ofConfined()) {
      var x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers(1));
      var y = arena.allocate(4 * 14);
      model.compile(INPUT).run(x, y);
      assertThat(y.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(forward(1));
    }
  }

  @Test
  void seesParametersThatWereTrainedFurtherOrLoaded() {
    var predictor = model.compile(INPUT);
    var before = predictor.run(numbers(0));
    train(new Optimizer(model, new Sgd(0.1).momentum(0.9)));
    var trained = predictor.run(numbers(0));
    assertThat(trained).isNotEqualTo(before).containsExactly(forward(0));
    var bias = Variables.parameters(model).lastEntry().getValue();
    bias.variable().load(MemorySegment.ofArray(new float[7]));
    assertThat(predictor.run(numbers(0))).isNotEqualTo(trained).containsExactly(forward(0));
  }

  @Test
  void seesWhatIsAssignedOnceItIsComputed() {
    var predictor = model.compile(INPUT);
    var before = predictor.run(numbers(0));
    var bias = Variables.parameters(model).lastEntry().getValue().variable();
    bias.assign(bias.value().add(1));
    assertThat(predictor.run(numbers(0))).containsExactly(before);
    Variable.update(List.of(bias), List.of());
    assertThat(predictor.run(numbers(0))).isNotEqualTo(before).containsExactly(forward(0));
  }

  private void train(Optimizer optimizer) {
    var x = Tensor.of(INPUT, numbers(5));
    optimizer.minimize(Mode.training(() -> model.forward(x).square().mean()));
  }

  @Test
  void eightThreadsPredictWhatOneDoes() throws Exception {
    var predictor = model.compile(INPUT);
    var expected = new ArrayList<float[]>();
    for (int seed = 0; seed < 8; seed++) expected.add(forward(seed));
    try (var pool = Executors.newFixedThreadPool(8)) {
      var results = new ArrayList<Future<?>>();
      for (int t = 0; t < 8; t++) {
        results.add(
            pool.submit(
                () -> {
                  var y = new float[14];
                  for (int i = 0; i < 200; i++) {
                    predictor.run(numbers(i % 8), y);
                    assertThat(y).containsExactly(expected.get(i % 8));
                  }
                }));
      }
      for (var result : results) result.get();
    }
  }

  @Test
  void predictsWhileAnotherThreadTrains() throws Exception {
    var predictor = model.compile(INPUT);
    var optimizer = new Optimizer(model, new Sgd(0.001));
    try (var pool = Executors.newFixedThreadPool(1)) {
      var training =
          pool.submit(
              () -> {
                for (int i = 0; i < 100; i++) train(optimizer);
              });
      while (!training.isDone()) {
        for (float y : predictor.run(numbers(0))) assertThat(y).isFinite();
      }
      training.get();
    }
    assertThat(predictor.run(numbers(0))).containsExactly(forward(0));
  }

  @Test
  void takesNoMemoryAfterTheFirstRun() {
    var predictor = model.compile(INPUT);
    var y = new float[14];
    predictor.run(numbers(0), y);
    var before = Memory.stats();
    for (int i = 0; i < 1000; i++) predictor.run(numbers(0), y);
    assertThat(Memory.stats().reserved()).isEqualTo(before.reserved());
    assertThat(Memory.stats().blocks()).isLessThanOrEqualTo(before.blocks());
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThatThrownBy(() -> model.compile(Shape.of(2, 4, 8, 8)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("4 channels in, but the kernel takes 3");
    var predictor = model.compile(INPUT);
    assertThatThrownBy(() -> predictor.run(new float[10]))
        .isInstanceOf(ShapeException.class)
        .hasMessage("the prediction takes f32[2, 3, 8, 8], not 10 float32 numbers");
    assertThatThrownBy(() -> predictor.run(numbers(0), new float[3]))
        .isInstanceOf(ShapeException.class)
        .hasMessage("the prediction gives f32[2, 7], not 3 float32 numbers");
    assertThatThrownBy(
            () -> predictor.run(MemorySegment.NULL, MemorySegment.ofArray(new float[14])))
        .isInstanceOf(ShapeException.class)
        .hasMessage("the prediction takes f32[2, 3, 8, 8], which is 1536 bytes, not 0");
    assertThat(predictor.run(numbers(0))).containsExactly(forward(0));
    Layer identity = x -> x;
    assertThatThrownBy(() -> identity.compile(INPUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is nothing to compute");
  }
}
