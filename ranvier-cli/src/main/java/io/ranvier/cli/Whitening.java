package io.ranvier.cli;

import io.ranvier.data.preprocessing.Pca;
import io.ranvier.nn.Projection;
import io.ranvier.tensor.Tensor;
import java.util.Locale;

/// How what a network reads is decorrelated before.
enum Whitening {
  NONE,
  PCA,
  ZCA;

  /// Keeps directions along which examples hardly vary, and which are noise, from being blown up.
  private static final double EPSILON = 0.1;

  /// Fitted to `x: [n, features]`; all features are kept.
  Projection fit(Tensor x) {
    var pca = Pca.fit(x).components(x.dim(1));
    return this == ZCA ? pca.zcaWhitening(EPSILON) : pca.whitening(EPSILON);
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
