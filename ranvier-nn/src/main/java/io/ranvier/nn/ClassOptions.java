package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalInt;

/// How the classes of a loss count.
///
///     crossEntropy(logits, labels, ClassOptions.DEFAULT.ignoring(-100).smoothed(0.1), MEAN)
///
/// @param weight `[classes]`, by how much each counts; a mean is then the weighted one
/// @param ignored the label of elements that do not count, which may be outside the classes; without
///   it, a label outside fails
/// @param smoothing how much of each target is spread evenly over all classes, in `[0, 1]` (Szegedy
///   et al., 2016, "Rethinking the inception architecture")
public record ClassOptions(Optional<Tensor> weight, OptionalInt ignored, double smoothing) {
  /// All classes and elements count, and targets stay as they are.
  public static final ClassOptions DEFAULT =
      new ClassOptions(Optional.empty(), OptionalInt.empty(), 0);

  public ClassOptions {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "classOptions: smoothing is %s, and must be in [0, 1]".formatted(smoothing));
    }
  }

  public ClassOptions weighted(Tensor weight) {
    return new ClassOptions(Optional.of(weight), ignored, smoothing);
  }

  public ClassOptions ignoring(int label) {
    return new ClassOptions(weight, OptionalInt.of(label), smoothing);
  }

  public ClassOptions smoothed(double smoothing) {
    return new ClassOptions(weight, ignored, smoothing);
  }
}
