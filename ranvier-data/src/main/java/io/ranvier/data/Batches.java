package io.ranvier.data;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;

/// One pass over a split in batches; the last one may be short. Each loop over it is a pass of its
/// own, and prepares the next batches on a thread of its own while the caller works on one. A loop
/// may be left at any time.
///
///     for (Batch batch : new Batches(train, normalisation, 64, new Order.Shuffled(seed, epoch))) …
///
/// @param size how many pictures a batch has, at least 1
/// @param augmentation what is done to each picture before it is normalised
/// @param mixing what is done to each batch in the end
public record Batches(
    Split split,
    Normalisation normalisation,
    int size,
    Order order,
    Optional<Seeded<Augmentation>> augmentation,
    Optional<Seeded<Mixing>> mixing)
    implements Iterable<Batch> {
  private static final int AHEAD = 4;
  private static final long PICTURES = 0xA06;
  private static final long BATCHES = 0x313;

  public Batches {
    if (size < 1) {
      throw new IllegalArgumentException("batches of %d: wants at least 1".formatted(size));
    }
  }

  /// The pictures as they are.
  public Batches(Split split, Normalisation normalisation, int size, Order order) {
    this(split, normalisation, size, order, Optional.empty(), Optional.empty());
  }

  /// With each picture changed by `change`, which draws from `(seed, epoch)` and the picture's
  /// index in the split alone. All pictures of a batch must come out of one size.
  public Batches augmented(Augmentation change, long seed, long epoch) {
    var seeded = Optional.of(new Seeded<>(change, seed, epoch));
    return new Batches(split, normalisation, size, order, seeded, mixing);
  }

  /// With each batch changed by `change`, which draws from `(seed, epoch)` and the batch's number
  /// alone.
  public Batches mixed(Mixing change, long seed, long epoch) {
    var seeded = Optional.of(new Seeded<>(change, seed, epoch));
    return new Batches(split, normalisation, size, order, augmentation, seeded);
  }

  /// How many batches there are.
  public int count() {
    return Math.ceilDiv(split.count(), size);
  }

  @Override
  public Iterator<Batch> iterator() {
    float[][] tables = normalisation.tables(split.picture().dim(0));
    int[] permutation = order.permutation(split.count());
    var source =
        IntStream.range(0, count())
            .mapToObj(
                number -> {
                  int from = number * size;
                  int to = Math.min(split.count(), from + size);
                  int[] indices = Arrays.copyOfRange(permutation, from, to);
                  var batch =
                      augmentation
                          .map(change -> augmented(indices, change))
                          .orElseGet(() -> batch(indices, tables));
                  return mixing
                      .map(change -> change.what().apply(batch, change.draws(BATCHES, number)))
                      .orElse(batch);
                })
            .iterator();
    return new Prefetch<>(source, AHEAD);
  }

  private Batch batch(int[] indices, float[][] tables) {
    int pictureSize = (int) split.picture().size();
    var inputs = new float[indices.length * pictureSize];
    var targets = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      split.copy(indices[i], tables, inputs, i * pictureSize);
      targets[i] = split.label(indices[i]);
    }
    return batch(split.picture(), inputs, targets);
  }

  private Batch augmented(int[] indices, Seeded<Augmentation> change) {
    var examples = new Example[indices.length];
    Arrays.setAll(
        examples,
        i -> change.what().apply(split.example(indices[i]), change.draws(PICTURES, indices[i])));
    var picture = examples[0].picture().shape();
    int pictureSize = (int) picture.size();
    var inputs = new float[indices.length * pictureSize];
    var targets = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      var raster = examples[i].picture();
      if (!raster.shape().equals(picture)) {
        throw new IllegalArgumentException(
            "augmented pictures of %s and %s in one batch: all must be of one size"
                .formatted(picture, raster.shape()));
      }
      normalisation.write(raster, inputs, i * pictureSize);
      targets[i] = examples[i].label();
    }
    return batch(picture, inputs, targets);
  }

  private static Batch batch(Shape picture, float[] inputs, int[] targets) {
    var shape = Shape.of(targets.length, picture.dim(0), picture.dim(1), picture.dim(2));
    return new Batch(Tensor.of(shape, inputs), Tensor.of(Shape.of(targets.length), targets));
  }
}
