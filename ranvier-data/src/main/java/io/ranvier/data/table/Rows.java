package io.ranvier.data.table;

import io.ranvier.data.Batch;
import io.ranvier.data.DataException;
import io.ranvier.data.Order;
import io.ranvier.data.hash.Sha256;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Rows of numbers in memory, and what is to be learned of each: a label, or numbers. Immutable.
public final class Rows {
  private final Part input;
  private final Part target;

  /// @param input `[n, …]`
  /// @param target `[n, …]`
  /// @throws DataException if there are no rows, or not as many of both
  public Rows(Tensor input, Tensor target) {
    if (input.shape().rank() < 1
        || target.shape().rank() < 1
        || input.dim(0) < 1
        || input.dim(0) != target.dim(0)) {
      throw new DataException(
          "rows of %s with targets of %s: wants as many of both, at least one"
              .formatted(input.type(), target.type()));
    }
    this.input = new Part(input);
    this.target = new Part(target);
  }

  /// Of one tensor; its bytes row by row.
  private static final class Part {
    private final TensorType type;
    private final byte[] content;

    Part(Tensor tensor) {
      type = tensor.type();
      content = tensor.toBytes();
    }

    Tensor rows(int[] indices) {
      int size = content.length / type.dim(0);
      var chosen = new byte[indices.length * size];
      for (int i = 0; i < indices.length; i++) {
        System.arraycopy(content, indices[i] * size, chosen, i * size, size);
      }
      var shape = type.shape().with(0, indices.length);
      return Tensor.of(type.withShape(shape), MemorySegment.ofArray(chosen));
    }
  }

  public int count() {
    return input.type.dim(0);
  }

  /// Of the input of one row: `[features]`.
  public Shape shape() {
    return input.type.shape().without(List.of(0));
  }

  /// All inputs: `[n, features]`.
  public Tensor input() {
    return all().input();
  }

  /// All targets: `[n]`, or `[n, targets]`.
  public Tensor target() {
    return all().target();
  }

  /// SHA-256 in hexadecimal, a function of inputs and targets alone.
  public String contentHash() {
    var digest = Sha256.digest();
    digest.update(input.content);
    digest.update(target.content);
    return Sha256.hex(digest);
  }

  private Batch all() {
    return batch(IntStream.range(0, count()).toArray());
  }

  /// Those at `indices` alone, in this order.
  public Rows select(int... indices) {
    var batch = batch(indices);
    return new Rows(batch.input(), batch.target());
  }

  /// One pass over the rows in batches; the last one may be short.
  ///
  /// @param size how many rows a batch has, at least 1
  public Iterable<Batch> batches(int size, Order order) {
    if (size < 1) {
      throw new IllegalArgumentException("batches of %d: wants at least 1".formatted(size));
    }
    int[] permutation = order.permutation(count());
    return () ->
        IntStream.range(0, Math.ceilDiv(count(), size))
            .mapToObj(
                i -> {
                  int to = Math.min(count(), (i + 1) * size);
                  return batch(Arrays.copyOfRange(permutation, i * size, to));
                })
            .iterator();
  }

  private Batch batch(int... indices) {
    return new Batch(input.rows(indices), target.rows(indices));
  }
}
