package io.ranvier.nn;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import org.junit.jupiter.api.Test;

/// After layer-sequential unit-variance initialisation outputs have variance 1, layer by layer.
class LsuvTest {
  private static final Tensor BATCH =
      Tensor.normal(Tensor.key(20260101, 0), TensorType.of(DType.F32, 16, 3, 8, 8)).mul(5).eval();

  /// A convolution, a branch around another one, and a linear layer, declared in another order.
  private static final class Net implements Layer {
    final Linear head = new Linear(8 * 64, 10);
    final Conv2d inner = new Conv2d(8, 8, window(3).padding(1));
    final Conv2d stem = new Conv2d(3, 8, window(3).padding(1)).withoutBias();

    Tensor stem(Tensor x) {
      return stem.forward(x);
    }

    Tensor inner(Tensor x) {
      return inner.forward(stem(x).relu());
    }

    @Override
    public Tensor forward(Tensor x) {
      return head.forward(inner(x).add(stem(x)).relu().flatten(1));
    }
  }

  private static double variance(Tensor y) {
    return y.sub(y.mean()).square().mean().item();
  }

  @Test
  void eachLayerGivesUnitVariance() {
    var net = new Net();
    Lsuv.initialize(net, BATCH, 0.01, 10);
    assertThat(variance(net.stem(BATCH))).isCloseTo(1, within(0.01));
    assertThat(variance(net.inner(BATCH))).isCloseTo(1, within(0.01));
    assertThat(variance(net.forward(BATCH))).isCloseTo(1, within(0.01));
  }

  @Test
  void weightsAreOrthogonalUpToTheirScale() {
    var net = new Net();
    Lsuv.initialize(net, BATCH);
    var rows = net.head.weight().value();
    var product = rows.matmul(rows.transpose()).toDoubles();
    for (int i = 0; i < product.length; i++) {
      double expected = i / 10 == i % 10 ? product[0] : 0;
      assertThat(product[i]).isCloseTo(expected, within(1e-4 * product[0]));
    }
  }

  @Test
  void theSeedSaysWhichWeights() {
    var nets = new Net[] {new Net(), new Net(), new Net()};
    for (int i = 0; i < nets.length; i++) {
      var net = nets[i];
      Seed.seeded(
          i / 2,
          () -> {
            Lsuv.initialize(net, BATCH);
            return null;
          });
    }
    var first = nets[0].stem.weight().value().toFloats();
    assertThat(nets[1].stem.weight().value().toFloats()).isEqualTo(first);
    assertThat(nets[2].stem.weight().value().toFloats()).isNotEqualTo(first);
  }
}
