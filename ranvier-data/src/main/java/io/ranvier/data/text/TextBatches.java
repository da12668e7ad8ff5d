package io.ranvier.data.text;

import io.ranvier.data.Batch;
import io.ranvier.data.DataException;
import io.ranvier.data.Order;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Iterator;
import java.util.stream.IntStream;

/// One pass over a text in batches of windows that lie one behind the other: `input: i32[n, steps]`
/// are characters, `target: i32[n · steps]` the characters that follow each of them. What is left
/// over behind the last whole window is not used; the last batch may be short.
///
/// @param size how many windows a batch has
/// @param steps how many characters a window has
public record TextBatches(Text text, int size, int steps, Order order) implements Iterable<Batch> {

  public TextBatches {
    if (size < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "batches of %d windows of %d characters: both start at 1".formatted(size, steps));
    }
    if (text.length() <= steps) {
      throw new DataException(
          "a text of %d characters has no window of %d, and one that follows"
              .formatted(text.length(), steps));
    }
  }

  private int windows() {
    return (text.length() - 1) / steps;
  }

  /// How many characters are to be foretold.
  public int count() {
    return windows() * steps;
  }

  /// How many batches there are.
  public int batches() {
    return Math.ceilDiv(windows(), size);
  }

  @Override
  public Iterator<Batch> iterator() {
    int[] permutation = order.permutation(windows());
    return IntStream.range(0, batches()).mapToObj(i -> batch(permutation, i * size)).iterator();
  }

  private Batch batch(int[] permutation, int first) {
    int count = Math.min(size, permutation.length - first);
    var input = new int[count * steps];
    var target = new int[count * steps];
    for (int i = 0; i < count; i++) {
      int from = permutation[first + i] * steps;
      text.copy(from, input, i * steps, steps);
      text.copy(from + 1, target, i * steps, steps);
    }
    return new Batch(
        Tensor.of(Shape.of(count, steps), input), Tensor.of(Shape.of(count * steps), target));
  }
}
