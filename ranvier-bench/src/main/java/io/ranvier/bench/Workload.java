package io.ranvier.bench;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import java.util.Locale;
import java.util.function.Supplier;

/// A network and a batch size.
public enum Workload {
  LENET_B64(LeNet5::new, 64),
  LENET_B1(LeNet5::new, 1),
  MLP_B100(Mlp::new, 100);

  private final Supplier<Layer> model;
  private final int batch;

  Workload(Supplier<Layer> model, int batch) {
    this.model = model;
    this.batch = batch;
  }

  public Layer model() {
    return model.get();
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
