package io.ranvier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Batch;
import io.ranvier.data.Batches;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Order;
import io.ranvier.data.Seeded;
import io.ranvier.data.Split;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Draws depend on nothing but seed, epoch and index.
class SeededTest {
  private static final int COUNT = 37;
  private static final Normalisation NORMALISATION =
      new Normalisation(List.of(0.4, 0.5, 0.6), List.of(0.2, 0.3, 0.4));
  private static final Augmentation AUGMENTATION =
      new RandomCrop(8, 6)
          .padding(2)
          .then(Flip.HORIZONTAL.sometimes(0.5))
          .then(new ColorJitter(0.4, 0.4, 0.4, 0.1));

  /// The label of picture `i` is `i`.
  private static Split split() {
    var images = new byte[COUNT * 3 * 9 * 7];
    var labels = new byte[COUNT];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) Examples.draws(i).below(256);
    }
    for (int i = 0; i < COUNT; i++) {
      labels[i] = (byte) i;
    }
    return new Split(Shape.of(3, 9, 7), images, labels, COUNT);
  }

  private static Batches batches(int size, Order order) {
    return new Batches(split(), NORMALISATION, size, order);
  }

  private static Map<Integer, List<Float>> byLabel(Batches batches) {
    var pictures = new HashMap<Integer, List<Float>>();
    for (var batch : batches) {
      float[] inputs = batch.input().toFloats();
      int[] labels = batch.target().toInts();
      int size = inputs.length / labels.length;
      for (int i = 0; i < labels.length; i++) {
        var levels = new ArrayList<Float>();
        for (float level : Arrays.copyOfRange(inputs, i * size, (i + 1) * size)) {
          levels.add(level);
        }
        pictures.put(labels[i], levels);
      }
    }
    return pictures;
  }

  @Test
  void orderAndBatchesMakeNoDifference() {
    var stored = byLabel(batches(5, new Order.Stored()).augmented(AUGMENTATION, 3, 2));
    assertThat(stored).hasSize(COUNT);
    assertThat(byLabel(batches(8, new Order.Shuffled(1, 1)).augmented(AUGMENTATION, 3, 2)))
        .isEqualTo(stored);
    assertThat(byLabel(batches(5, new Order.Stored()).augmented(AUGMENTATION, 3, 1)))
        .isNotEqualTo(stored);
    assertThat(byLabel(batches(5, new Order.Stored()).augmented(AUGMENTATION, 4, 2)))
        .isNotEqualTo(stored);
  }

  @Test
  void threadsMakeNoDifference() {
    Examples.all()
        .forEach(
            (name, any) -> {
              var seeded = new Seeded<>(any, 5, 6);
              var example = Examples.boxed(20, 24, 3, 4, 15, 11);
              var one =
                  IntStream.range(0, 12)
                      .mapToObj(i -> any.apply(example, seeded.draws(0, i)).picture().levels())
                      .toList();
              var many =
                  IntStream.range(0, 12)
                      .parallel()
                      .mapToObj(i -> any.apply(example, seeded.draws(0, i)).picture().levels())
                      .toList();
              for (int i = 0; i < 12; i++) {
                assertThat(many.get(i)).as(name).isEqualTo(one.get(i));
              }
            });
  }

  @Test
  void whatChangesNothingGivesTheSameBits() {
    Augmentation nothing = (example, _) -> example;
    assertThat(byLabel(batches(6, new Order.Stored()).augmented(nothing, 1, 1)))
        .isEqualTo(byLabel(batches(6, new Order.Stored())));
    var normalised = NORMALISATION.apply(split().example(3), Examples.draws(0)).picture();
    var levels = new ArrayList<Float>();
    for (float level : normalised.levels()) {
      levels.add(level);
    }
    assertThat(byLabel(batches(6, new Order.Stored())).get(3)).isEqualTo(levels);
  }

  @Test
  void batchesAreMixedByTheirNumber() {
    var mixed = batches(10, new Order.Stored()).mixed(new MixUp(1, COUNT), 2, 3);
    var first = targets(mixed);
    assertThat(first).hasSize(4).isEqualTo(targets(mixed));
    assertThat(targets(batches(10, new Order.Stored()).mixed(new MixUp(1, COUNT), 2, 4)))
        .isNotEqualTo(first);
  }

  private static List<List<Float>> targets(Iterable<Batch> batches) {
    var all = new ArrayList<List<Float>>();
    for (var batch : batches) {
      assertThat(batch.target().dtype()).isEqualTo(DType.F32);
      var targets = new ArrayList<Float>();
      for (float target : batch.target().toFloats()) {
        targets.add(target);
      }
      all.add(targets);
    }
    return all;
  }

  @Test
  void picturesOfOneBatchMustBeOfOneSize() {
    var crop = Geometry.resizeShorter(5).then(Turn.QUARTER_LEFT.sometimes(0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batches(20, new Order.Stored()).augmented(crop, 1, 1).forEach(_ -> {}))
        .withMessageContaining("in one batch: all must be of one size");
  }
}
