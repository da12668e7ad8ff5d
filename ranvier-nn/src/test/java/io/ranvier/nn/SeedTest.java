package io.ranvier.nn;

import static io.ranvier.nn.Seed.seeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SeedTest {

  private record Net(Linear a, Linear b) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return b.forward(a.forward(x));
    }
  }

  /// The same names in another order, and one more.
  private record Turned(Linear c, Linear b, Linear a) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return b.forward(a.forward(x));
    }
  }

  private static Net net(long seed) {
    return seeded(seed, () -> new Net(new Linear(3, 4), new Linear(4, 2)));
  }

  private static float[] weight(Layer model, String path) {
    var leaf = Variables.of(model).get(path);
    assertThat(leaf).isNotNull();
    return leaf == null ? new float[0] : leaf.value().toFloats();
  }

  @Test
  void sameSeedSameBits() {
    assertThat(weight(net(7), "a.weight")).isEqualTo(weight(net(7), "a.weight"));
    assertThat(weight(net(7), "a.weight")).isNotEqualTo(weight(net(8), "a.weight"));
  }

  @Test
  void pathsDecideAndNotTheOrderOfFields() {
    var turned = seeded(7, () -> new Turned(new Linear(9, 9), new Linear(4, 2), new Linear(3, 4)));
    for (var path : new String[] {"a.weight", "a.bias", "b.weight", "b.bias"}) {
      assertThat(weight(turned, path)).isEqualTo(weight(net(7), path));
    }
  }

  @Test
  void equalShapesDiffer() {
    var model = Sequential.of(new Linear(3, 3), new Linear(3, 3));
    assertThat(weight(model, "0.weight")).isNotEqualTo(weight(model, "1.weight"));
  }

  @Test
  void beforeItIsNamedALayerStartsByTheOrderOfCreation() {
    var x = Tensor.ones(1, 3);
    var first = seeded(7, () -> new Linear(3, 2)).forward(x).toFloats();
    assertThat(seeded(7, () -> new Linear(3, 2)).forward(x).toFloats()).isEqualTo(first);
    var pair = seeded(7, () -> new Linear[] {new Linear(3, 2), new Linear(3, 2)});
    assertThat(pair[0].forward(x).toFloats()).isEqualTo(first);
    assertThat(pair[1].forward(x).toFloats()).isNotEqualTo(first);
  }

  /// Values published with the function.
  @Test
  void streamsAreFnv1a() {
    assertThat(Seed.stream("")).isEqualTo(0xcbf29ce484222325L);
    assertThat(Seed.stream("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(Seed.stream("foobar")).isEqualTo(0x85944171f73967e8L);
  }
}
