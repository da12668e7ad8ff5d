package io.ranvier.bench;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import io.ranvier.zoo.DenseNet;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import io.ranvier.zoo.ResNet;
import io.ranvier.zoo.Vgg;
import java.util.Locale;

/// A network, its pictures and a batch size. No network drops anything out.
public enum Workload {
  LENET_B64(64, Picture.DIGIT),
  LENET_B1(1, Picture.DIGIT),
  MLP_B100(100, Picture.DIGIT),
  RESNET18_CIFAR_B64(64, Picture.CIFAR),
  RESNET18_B16(16, Picture.IMAGENET),
  RESNET50_B8(8, Picture.IMAGENET),
  VGG11_B8(8, Picture.IMAGENET),
  DENSENET121_B8(8, Picture.IMAGENET);

  private final int batch;
  private final Picture picture;

  /// What a data set's pictures look like.
  private enum Picture {
    DIGIT(1, 28, 10),
    CIFAR(3, 32, 10),
    IMAGENET(3, 224, 1000);

    private final int channels;
    private final int side;
    private final int classes;

    Picture(int channels, int side, int classes) {
      this.channels = channels;
      this.side = side;
      this.classes = classes;
    }
  }

  Workload(int batch, Picture picture) {
    this.batch = batch;
    this.picture = picture;
  }

  /// A fresh network.
  public Layer model() {
    return switch (this) {
      case LENET_B64, LENET_B1 -> new LeNet5();
      case MLP_B100 -> new Mlp();
      case RESNET18_CIFAR_B64 -> ResNet.cifarResnet18(picture.classes);
      case RESNET18_B16 -> ResNet.resnet18(picture.classes);
      case RESNET50_B8 -> ResNet.resnet50(picture.classes);
      case VGG11_B8 -> Vgg.vgg11(new Vgg.Settings(picture.classes).dropout(0));
      case DENSENET121_B8 -> DenseNet.densenet121(picture.classes);
    };
  }

  public int batch() {
    return batch;
  }

  /// The shape of a batch of pictures.
  public Shape input() {
    return Shape.of(batch, picture.channels, picture.side, picture.side);
  }

  public int classes() {
    return picture.classes;
  }

  /// `lenet_b64`
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
