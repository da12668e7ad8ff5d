package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// In training, zeroes each number with probability `rate` and multiplies the others by `1 / (1 −
/// rate)`; otherwise leaves all alone (Srivastava et al., 2014, "Dropout").
///
/// Which numbers go is a function of the seed, of the layer's place in the model, and of how often
/// it was asked. All three are in `key`, which checkpoints keep: a training that is resumed drops
/// the same numbers as one that was never interrupted.
///
/// @param rate in `[0, 1)`
/// @param key `i64[2]`: the seed, and the stream of the next mask
public record Dropout(double rate, State key) implements Layer {

  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout: the rate is %s, and must be in [0, 1)".formatted(rate));
    }
  }

  public Dropout(double rate) {
    this(rate, new State(TensorType.of(DType.I64, 2), (_, key) -> key));
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining() || rate == 0) return x;
    var drawn = Tensor.uniform(nextKey(), x.type());
    var kept = drawn.less(rate).not().cast(x.dtype());
    return x.mul(kept.mul(1 / (1 - rate)));
  }

  /// The key of this mask; the state moves on to the next one. A leaf and no part of the graph, so
  /// that every step has the same graph.
  private Tensor nextKey() {
    synchronized (key) {
      var words = MemorySegment.ofArray(key.value().toBytes());
      long seed = words.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      long stream = words.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
      key.variable().load(MemorySegment.ofArray(new long[] {seed, stream + 1}));
      return Tensor.key(seed, stream);
    }
  }
}
