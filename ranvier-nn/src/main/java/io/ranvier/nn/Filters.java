package io.ranvier.nn;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.kaimingUniform;
import static io.ranvier.nn.Initializer.uniform;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.Span;
import java.util.List;
import java.util.Optional;

/// What all convolutional layers share: how their parameters look and start.
final class Filters {
  private Filters() {}

  /// A kernel `[first, second, taps…]`, uniform in `±1/√(second · taps)`, as in PyTorch.
  static Parameter weight(int first, int second, List<Span> spans) {
    var dims = new int[2 + spans.size()];
    dims[0] = first;
    dims[1] = second;
    for (int i = 0; i < spans.size(); i++) dims[2 + i] = spans.get(i).size();
    return new Parameter(Shape.of(dims), kaimingUniform(IN, Gain.leakyRelu(Math.sqrt(5))));
  }

  /// A bias for `out` channels, with the same bound as `weight`.
  static Optional<Parameter> bias(Parameter weight, int out) {
    double bound = 1 / Math.sqrt(IN.of(weight.type().shape()));
    return Optional.of(new Parameter(Shape.of(out), uniform(-bound, bound)));
  }

  /// `y: [n, c, …]` with the bias `[c]` of each channel, if there is one.
  static Tensor biased(Tensor y, Optional<Parameter> bias) {
    if (bias.isEmpty()) return y;
    var dims = new int[y.shape().rank()];
    java.util.Arrays.fill(dims, 1);
    dims[1] = bias.get().type().dim(0);
    return y.add(bias.get().value().reshape(dims));
  }

  /// Whether the convolution itself sees the border, since it is zeros or none.
  static boolean isPlain(PaddingMode mode, List<Span> spans) {
    return mode == PaddingMode.ZEROS
        || spans.stream().allMatch(span -> span.before() == 0 && span.after() == 0);
  }

  static void requireChannels(String layer, int in, int out, int groups) {
    if (in < 1 || out < 1 || groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "%s: %d channels to %d in %d groups; groups must divide both, and all start at 1"
              .formatted(layer, in, out, groups));
    }
  }
}
