package io.ranvier.cli;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.DenseNet;
import io.ranvier.zoo.DropoutMlp;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import io.ranvier.zoo.ResNet;
import io.ranvier.zoo.SmallCnn;
import io.ranvier.zoo.SoftmaxRegression;
import io.ranvier.zoo.Vgg;
import java.util.List;
import java.util.Locale;

/// The networks that the command knows by name.
enum Network {
  LENET5,
  MLP,
  SOFTMAX,
  DROPOUT_MLP,
  SMALL_CNN,
  RESNET18_CIFAR,
  RESNET18,
  RESNET50,
  VGG11,
  DENSENET121;

  private static final int PUBLISHED_CLASSES = 1000;
  private static final int DIGITS = 10;

  /// A fresh one.
  ///
  /// @param example the shape of what it reads; only those look at it that read anything
  /// @param classes how many it tells; likewise
  Layer create(Shape example, int classes) {
    return switch (this) {
      case LENET5 -> new LeNet5();
      case MLP -> new Mlp();
      case SOFTMAX -> new SoftmaxRegression(Math.toIntExact(example.size()), classes);
      case DROPOUT_MLP -> new DropoutMlp(Math.toIntExact(example.size()), classes);
      case SMALL_CNN -> new SmallCnn(example, classes);
      case RESNET18_CIFAR -> ResNet.cifarResnet18(DIGITS);
      case RESNET18 -> ResNet.resnet18(PUBLISHED_CLASSES);
      case RESNET50 -> ResNet.resnet50(PUBLISHED_CLASSES);
      case VGG11 -> Vgg.vgg11(new Vgg.Settings(PUBLISHED_CLASSES));
      case DENSENET121 -> DenseNet.densenet121(PUBLISHED_CLASSES);
    };
  }

  /// A fresh one for pictures as published.
  Layer create() {
    return create(input(1).without(List.of(0)), DIGITS);
  }

  /// Whether it reads examples of this shape.
  boolean reads(Shape example) {
    return switch (this) {
      case SOFTMAX, DROPOUT_MLP, SMALL_CNN -> true;
      case LENET5, MLP, RESNET18_CIFAR, RESNET18, RESNET50, VGG11, DENSENET121 ->
          example.equals(input(1).without(List.of(0)));
    };
  }

  /// What it reads: `batch` pictures. Those that read anything are shown with the ones of MNIST.
  Shape input(int batch) {
    return switch (this) {
      case LENET5, MLP, SOFTMAX, DROPOUT_MLP, SMALL_CNN -> Shape.of(batch, 1, 28, 28);
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
