package io.ranvier.cli;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import java.util.Locale;
import java.util.function.Supplier;

/// The networks that the command knows by name.
enum Network {
  LENET5(LeNet5::new),
  MLP(Mlp::new);

  private final Supplier<Layer> maker;

  Network(Supplier<Layer> maker) {
    this.maker = maker;
  }

  /// A fresh one.
  Layer create() {
    return maker.get();
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
