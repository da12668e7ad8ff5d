package io.ranvier.backend.reference;

import io.ranvier.backend.Philox;
import io.ranvier.op.Random;

/// Tensors that come from few numbers or none.
final class Generators {
  private static final double UNIT = 0x1p-24;

  private Generators() {}

  static void iota(View y, int axis) {
    var walk = new Walk(y.shape(), y.layout());
    while (walk.next()) y.putInteger(walk.at(0), walk.index(axis));
  }

  static void random(View key, View y, Random op) {
    long seed = key.integer(key.layout().offset());
    long stream = key.integer(key.layout().offset() + key.layout().stride(0));
    var words = new int[4];
    var walk = new Walk(y.shape(), y.layout());
    for (long i = 0; walk.next(); i++) {
      if (i % 4 == 0) Philox.block(seed, stream, i / 4, words);
      int word = (int) (i % 4);
      y.put(
          walk.at(0),
          switch (op.distribution()) {
            case UNIFORM -> (words[word] >>> 8) * UNIT;
            case NORMAL -> normal(words[word & 2], words[word | 1], word % 2 == 0);
          });
    }
  }

  /// Box and Muller's transform.
  private static double normal(int u, int v, boolean first) {
    double radius = Math.sqrt(-2 * Math.log(((u >>> 8) + 1) * UNIT));
    double angle = 2 * Math.PI * ((v >>> 8) * UNIT);
    return radius * (first ? Math.cos(angle) : Math.sin(angle));
  }
}
