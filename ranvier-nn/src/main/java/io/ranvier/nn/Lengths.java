package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Arrays;

/// How many steps of `x: [t, n, features]` each of the `n` examples has; the others are padding.
///
/// @param steps `t`
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Lengths(int steps, int[] each) {

  Lengths {
    for (int length : each) {
      if (length >= 1 && length <= steps) continue;
      throw new IllegalArgumentException(
          "recurrent: lengths %s: each must be in [1, %d], the steps of the input"
              .formatted(Arrays.toString(each), steps));
    }
  }

  /// `x` with zeros in place of the padding, whatever was in it.
  Tensor masked(Tensor x) {
    int examples = each.length;
    var kept = new boolean[steps * examples];
    for (int i = 0; i < kept.length; i++) kept[i] = i / examples < each[i % examples];
    return Tensor.of(Shape.of(steps, examples, 1), kept).select(x, Tensor.fill(0, x.type()));
  }

  /// The steps of each example in the opposite order, its padding where it was.
  Tensor reversed(Tensor x) {
    int examples = each.length;
    var from = new int[steps * examples];
    for (int i = 0; i < from.length; i++) {
      int t = i / examples;
      int length = each[i % examples];
      from[i] = (t < length ? length - 1 - t : t) * examples + i % examples;
    }
    return rows(x, from).reshape(steps, examples, -1);
  }

  /// The last step of each example: `[n, features]`.
  Tensor last(Tensor x) {
    int examples = each.length;
    var from = new int[examples];
    for (int i = 0; i < examples; i++) from[i] = (each[i] - 1) * examples + i;
    return rows(x, from);
  }

  private static Tensor rows(Tensor x, int[] from) {
    int features = x.shape().dim(2);
    return x.reshape(-1, features).gather(0, Tensor.of(Shape.of(from.length), from));
  }
}
