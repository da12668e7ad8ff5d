package io.ranvier.cli;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.DenseNet;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import io.ranvier.zoo.ResNet;
import io.ranvier.zoo.Vgg;
import java.util.Locale;

/// The networks that the command knows by name.
enum Network {
  LENET5,
  MLP,
  RESNET18_CIFAR,
  RESNET18,
  RESNET50,
  VGG11,
  DENSENET121;

  private static final int PUBLISHED_CLASSES = 1000;

  /// A fresh one.
  Layer create() {
    return switch (this) {
      case LENET5 -> new LeNet5();
      case MLP -> new Mlp();
      case RESNET18_CIFAR -> ResNet.cifarResnet18(10);
      case RESNET18 -> ResNet.resnet18(PUBLISHED_CLASSES);
      case RESNET50 -> ResNet.resnet50(PUBLISHED_CLASSES);
      case VGG11 -> Vgg.vgg11(new Vgg.Settings(PUBLISHED_CLASSES));
      case DENSENET121 -> DenseNet.densenet121(PUBLISHED_CLASSES);
    };
  }

  /// What it reads: `batch` pictures.
  Shape input(int batch) {
    return switch (this) {
      case LENET5, MLP -> Shape.of(batch, 1, 28, 28);
      case RESNET18_CIFAR -> Shape.of(batch, 3, 32, 32);
      case RESNET18, RESNET50, VGG11, DENSENET121 -> Shape.of(batch, 3, 224, 224);
    };
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
