package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The keys of layers that draw random numbers.
///
/// What is drawn is a function of the seed, of the layer's place in the model, and of how often it
/// was asked. All three are in a [State], which checkpoints keep: a training that is resumed draws
/// the same numbers as one that was never interrupted.
final class Keys {
  private Keys() {}

  /// A key `i64[2]`, the seed and the stream of the next draw, that starts as its name says.
  static State named() {
    return new State(TensorType.of(DType.I64, 2), (_, key) -> key);
  }

  /// The key of this draw; the state moves on to the next one. A leaf and no part of the graph, so
  /// that every step has the same graph.
  static Tensor next(State key) {
    synchronized (key) {
      var words = MemorySegment.ofArray(key.value().toBytes());
      long seed = words.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      long stream = words.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
      key.variable().load(MemorySegment.ofArray(new long[] {seed, stream + 1}));
      return Tensor.key(seed, stream);
    }
  }

  static void requireRate(String name, double rate) {
    if (rate >= 0 && rate < 1) return;
    throw new IllegalArgumentException(
        "%s: the rate is %s, and must be in [0, 1)".formatted(name, rate));
  }
}
