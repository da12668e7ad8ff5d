package io.ranvier.nn;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.Memory;
import io.ranvier.op.Ops;
import io.ranvier.plan.Device;
import io.ranvier.plan.Plan;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Plans keep variables in the form that products read, as long as the variables stay the same.
class PackedWeightsTest {
  private static final int BATCH = 64;
  private static final int IN = 200;
  private static final int OUT = 96;

  private final Linear layer = new Linear(IN, OUT);

  private static float[] random(int count, long seed) {
    var random = new Random(seed);
    var numbers = new float[count];
    for (int i = 0; i < count; i++) numbers[i] = random.nextFloat() - 0.5f;
    return numbers;
  }

  private static Tensor x() {
    return Tensor.of(Shape.of(BATCH, IN), random(BATCH * IN, 1));
  }

  private Variable weight() {
    return layer.weight().variable();
  }

  /// What the layer computes if nothing is known of its weights.
  private float[] expected() {
    var w = Tensor.of(Shape.of(OUT, IN), layer.weight().value().toFloats());
    var b = Tensor.of(Shape.of(OUT), layer.bias().orElseThrow().value().toFloats());
    return x().matmul(w.transpose(1, 0)).add(b).toFloats();
  }

  private static Plan lastPlan() {
    return Objects.requireNonNull(Device.lastPlan());
  }

  @Test
  void givesTheSameBits() {
    expected();
    assertThat(lastPlan().packedBytes()).isZero();
    var predictor = layer.compile(Shape.of(BATCH, IN));
    for (int run = 0; run < 3; run++) {
      var y = predictor.run(random(BATCH * IN, 1));
      assertThat(lastPlan().packedBytes()).isGreaterThanOrEqualTo(4 * IN * OUT);
      assertThat(y).containsExactly(expected());
    }
  }

  @Test
  void convolutionsGiveTheSameBits() {
    var strided = new Conv2d(12, 40, window(3).stride(2).padding(1)).withoutBias();
    var grouped = new Conv2d(12, 20, window(3, 2).stride(2, 1), 2).withoutBias();
    var pointwise = new Conv2d(12, 70, window(1)).withoutBias();
    var shape = Shape.of(3, 12, 15, 14);
    var numbers = random((int) shape.size(), 2);
    for (var conv : List.of(strided, grouped, pointwise)) {
      var w = Tensor.of(conv.weight().type().shape(), conv.weight().value().toFloats());
      var x = Tensor.of(shape, numbers);
      var expected =
          Tensor.of(Ops.conv2d(x.value(), w.value(), conv.window(), conv.groups())).toFloats();
      assertThat(lastPlan().packedBytes()).isZero();
      assertThat(conv.compile(shape).run(numbers)).containsExactly(expected);
      assertThat(lastPlan().packedBytes()).isPositive();
    }
  }

  @Test
  void followsTheVariable() {
    for (int step = 0; step < 5; step++) {
      weight().assign(weight().value().mul(1.5f));
      Variable.update(List.of(weight()), List.of());
      var y = layer.forward(x()).toFloats();
      assertThat(lastPlan().packedBytes()).isPositive();
      assertThat(y).containsExactly(expected());
    }
  }

  @Test
  void readersNeverSeeTwoVersionsAtOnce() throws Exception {
    layer.bias().orElseThrow().variable().assign(Tensor.zeros(OUT));
    weight().assign(Tensor.zeros(OUT, IN));
    Variable.update(List.of(weight(), layer.bias().orElseThrow().variable()), List.of());
    var predictor = layer.compile(Shape.of(BATCH, IN));
    var ones = new float[BATCH * IN];
    Arrays.fill(ones, 1);
    Callable<Integer> reader =
        () -> {
          int last = 0;
          var y = new float[BATCH * OUT];
          while (last < 300) {
            predictor.run(ones, y);
            int version = Math.round(y[0] / IN);
            assertThat(version).isGreaterThanOrEqualTo(last);
            for (float value : y) assertThat(value).isEqualTo((float) version * IN);
            last = version;
          }
          return last;
        };
    try (var pool = Executors.newFixedThreadPool(3)) {
      var readers = List.of(pool.submit(reader), pool.submit(reader), pool.submit(reader));
      for (int version = 1; version <= 300; version++) {
        weight().assign(weight().value().add(1));
        Variable.update(List.of(weight()), List.of());
      }
      for (var result : readers) assertThat(result.get()).isEqualTo(300);
    }
  }

  @Test
  void weightsThatChangeBeforeEachRunTakeNoNewMemory() {
    var predictor = layer.compile(Shape.of(BATCH, IN));
    var x = random(BATCH * IN, 1);
    var y = new float[BATCH * OUT];
    long reserved = 0;
    for (int step = 0; step < 200; step++) {
      weight().assign(weight().value().mul(0.99f));
      Variable.update(List.of(weight()), List.of());
      predictor.run(x, y);
      if (step == 10) reserved = Memory.stats().reserved();
    }
    assertThat(Memory.stats().reserved()).isEqualTo(reserved);
    assertThat(y).containsExactly(expected());
  }
}
