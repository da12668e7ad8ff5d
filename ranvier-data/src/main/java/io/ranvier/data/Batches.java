package io.ranvier.data;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/// One pass over a split in batches; the last one may be short. Each loop over it is a pass of its
/// own, and prepares the next batches on a thread of its own while the caller works on one. A loop
/// may be left at any time.
///
///     for (Batch batch : new Batches(train, normalisation, 64, new Order.Shuffled(seed, epoch))) …
///
/// @param size how many pictures a batch has, at least 1
public record Batches(Split split, Normalisation normalisation, int size, Order order)
    implements Iterable<Batch> {
  private static final int AHEAD = 4;

  public Batches {
    if (size < 1) {
      throw new IllegalArgumentException("batches of %d: wants at least 1".formatted(size));
    }
  }

  /// How many batches there are.
  public int count() {
    return Math.ceilDiv(split.count(), size);
  }

  @Override
  public Iterator<Batch> iterator() {
    float[] table = normalisation.table();
    int[] permutation = order.permutation(split.count());
    var source =
        IntStream.range(0, count())
            .mapToObj(
                i -> {
                  int from = i * size;
                  int to = Math.min(split.count(), from + size);
                  return batch(Arrays.copyOfRange(permutation, from, to), table);
                })
            .iterator();
    return new Prefetch<>(source, AHEAD);
  }

  private Batch batch(int[] indices, float[] table) {
    var picture = split.picture();
    int pictureSize = (int) picture.size();
    var inputs = new float[indices.length * pictureSize];
    var targets = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      split.copy(indices[i], table, inputs, i * pictureSize);
      targets[i] = split.label(indices[i]);
    }
    var shape = Shape.of(indices.length, picture.dim(0), picture.dim(1), picture.dim(2));
    return new Batch(Tensor.of(shape, inputs), Tensor.of(Shape.of(indices.length), targets));
  }
}
