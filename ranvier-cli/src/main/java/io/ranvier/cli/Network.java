package io.ranvier.cli;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import java.util.Locale;

/// The networks that the command knows by name.
enum Network {
  LENET5,
  MLP;

  /// A fresh one.
  Layer create() {
    return switch (this) {
      case LENET5 -> new LeNet5();
      case MLP -> new Mlp();
    };
  }

  /// What it reads: `batch` grey pictures of 28 × 28.
  Shape input(int batch) {
    return Shape.of(batch, 1, 28, 28);
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
