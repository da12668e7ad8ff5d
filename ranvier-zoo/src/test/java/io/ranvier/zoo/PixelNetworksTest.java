package io.ranvier.zoo;

import static io.ranvier.nn.Losses.binaryCrossEntropyWithLogits;
import static io.ranvier.nn.Mode.training;
import static io.ranvier.nn.Seed.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Adam;
import io.ranvier.optim.Optimizer;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Networks that give pictures: U-Net and DCGAN.
class PixelNetworksTest {

  private static long parameters(Layer model) {
    long sum = 0;
    for (var p : Variables.parameters(model).values()) sum += p.type().shape().size();
    return sum;
  }

  /// A level of width c: two convolutions down and two up, their norms, and the way back up.
  @Test
  void uNetHasTheParametersOfItsLevels() {
    long sum = 32 + 1;
    for (long c = 32; c <= 256; c *= 2) {
      long in = c == 32 ? 1 : c / 2;
      sum += 9 * in * c + 9 * c * c + 4 * c;
      sum += 8 * c * c + c + 18 * c * c + 9 * c * c + 4 * c;
    }
    sum += 9 * 256 * 512 + 9 * 512 * 512 + 4 * 512;
    assertThat(parameters(new UNet(1, 1, 32))).isEqualTo(sum).isEqualTo(7_762_465);
  }

  @Test
  void uNetSaysSomethingOfEachPixel() {
    var model = new UNet(3, 2, 2);
    assertThat(model.forward(Tensor.zeros(2, 3, 32, 48)).shape()).isEqualTo(Shape.of(2, 2, 32, 48));
    assertThatThrownBy(() -> model.forward(Tensor.zeros(1, 3, 32, 40)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "uNet wants x: [n, c, h, w] with multiples of 16 for h and w, got f32[1, 3, 32, 40]");
  }

  @Test
  void uNetLearnsAMask() {
    var model = seeded(1, () -> new UNet(1, 1, 4));
    var optimizer = new Optimizer(model, new Adam(0.01));
    var x = Tensor.uniform(Tensor.key(1, 1), TensorType.of(DType.F32, 2, 1, 32, 32)).eval();
    var mask = x.greater(0.5).cast(DType.F32).eval();
    double first = 0;
    double last = 0;
    for (int step = 0; step < 12; step++) {
      var loss = training(() -> binaryCrossEntropyWithLogits(model.forward(x), mask));
      optimizer.minimize(loss);
      last = loss.item();
      if (step == 0) first = last;
    }
    assertThat(last).isLessThan(0.7 * first);
  }

  @Test
  void dcganHasTheParametersOfItsLayers() {
    long norms = 2L * (256 + 128 + 64);
    long generator = 16L * (100 * 256 + 256 * 128 + 128 * 64 + 64);
    long discriminator = 16L * (64 + 64 * 128 + 128 * 256 + 256);
    assertThat(parameters(Dcgan.generator(1, 64))).isEqualTo(generator + norms);
    assertThat(parameters(Dcgan.discriminator(1, 64))).isEqualTo(discriminator + 2 * (128 + 256));
  }

  /// The discriminator tells real pictures from drawn ones, and the generator comes to be believed.
  @Test
  void theTwoOfDcganLearnFromEachOther() {
    var generator = seeded(2, () -> Dcgan.generator(1, 4));
    var discriminator = seeded(3, () -> Dcgan.discriminator(1, 4));
    var z = Tensor.normal(Tensor.key(1, 2), TensorType.of(DType.F32, 8, Dcgan.LATENT, 1, 1)).eval();
    var pictures = Tensor.fill(0.5, 8, 1, 32, 32).eval();
    assertThat(generator.forward(z).shape()).isEqualTo(pictures.shape());
    var judge = new Optimizer(discriminator, new Adam(0.002));
    var painter = new Optimizer(generator, new Adam(0.002));

    double before = distance(generator.forward(z), pictures);
    for (int step = 0; step < 30; step++) {
      training(
          () -> {
            var drawn = generator.forward(z);
            var real = loss(discriminator.forward(pictures), 1);
            judge.prepare(real.add(loss(discriminator.forward(drawn.detach()), 0)));
            var deceived = loss(discriminator.forward(drawn), 1);
            painter.prepare(deceived);
            Optimizer.compute(List.of(judge, painter), List.of(deceived));
          });
    }
    assertThat(distance(generator.forward(z), pictures)).isLessThan(before);
    assertThat(judge.steps()).isEqualTo(30);
  }

  private static Tensor loss(Tensor logits, double target) {
    return binaryCrossEntropyWithLogits(logits, Tensor.fill(target, logits.type()));
  }

  private static double distance(Tensor a, Tensor b) {
    return a.sub(b).square().mean().item();
  }
}
