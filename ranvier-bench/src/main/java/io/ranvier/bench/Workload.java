package io.ranvier.bench;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import java.util.Locale;

/// A network and a batch size.
public enum Workload {
  LENET_B64(64),
  LENET_B1(1),
  MLP_B100(100);

  private final int batch;

  Workload(int batch) {
    this.batch = batch;
  }

  public Layer model() {
    return switch (this) {
      case LENET_B64, LENET_B1 -> new LeNet5();
      case MLP_B100 -> new Mlp();
    };
  }

  public int batch() {
    return batch;
  }

  /// The shape of a batch of pictures.
  public Shape input() {
    return Shape.of(batch, 1, 28, 28);
  }

  public int classes() {
    return 10;
  }

  /// `lenet_b64`
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
