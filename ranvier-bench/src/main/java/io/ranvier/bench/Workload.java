package io.ranvier.bench;

import static io.ranvier.nn.Losses.binaryCrossEntropyWithLogits;
import static io.ranvier.nn.Losses.crossEntropy;

import io.ranvier.nn.Layer;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.zoo.CharacterModel;
import io.ranvier.zoo.Dcgan;
import io.ranvier.zoo.DenseNet;
import io.ranvier.zoo.LeNet5;
import io.ranvier.zoo.Mlp;
import io.ranvier.zoo.ResNet;
import io.ranvier.zoo.UNet;
import io.ranvier.zoo.Vgg;
import java.util.Locale;

/// A network, its data and a batch size. No network drops anything out.
public enum Workload {
  LENET_B64(64),
  LENET_B1(1),
  MLP_B100(100),
  RESNET18_CIFAR_B64(64),
  RESNET18_B16(16),
  RESNET50_B8(8),
  VGG11_B8(8),
  DENSENET121_B8(8),
  UNET_B4(4),
  DCGAN_B64(64),
  LSTM_B32(32),
  GRU_B32(32);

  private static final int PUBLISHED_CLASSES = 1000;
  private static final int CHARACTERS = 65;
  private static final int WINDOW = 64;

  private final int batch;

  Workload(int batch) {
    this.batch = batch;
  }

  /// How many examples a step takes.
  public int batch() {
    return batch;
  }

  /// A step of training, or of inference, with a fresh network.
  public Step step(boolean train) {
    return switch (this) {
      case LENET_B64, LENET_B1 -> classification(new LeNet5(), digits(), 10, train);
      case MLP_B100 -> classification(new Mlp(), digits(), 10, train);
      case RESNET18_CIFAR_B64 ->
          classification(ResNet.cifarResnet18(10), Shape.of(batch, 3, 32, 32), 10, train);
      case RESNET18_B16 -> published(ResNet.resnet18(PUBLISHED_CLASSES), train);
      case RESNET50_B8 -> published(ResNet.resnet50(PUBLISHED_CLASSES), train);
      case VGG11_B8 -> published(Vgg.vgg11(new Vgg.Settings(PUBLISHED_CLASSES).dropout(0)), train);
      case DENSENET121_B8 -> published(DenseNet.densenet121(PUBLISHED_CLASSES), train);
      case UNET_B4 -> segmentation(new UNet(1, 1, 32), Shape.of(batch, 1, 128, 128), train);
      case DCGAN_B64 -> generation(train);
      case LSTM_B32 -> foretelling(Kind.LSTM, train);
      case GRU_B32 -> foretelling(Kind.GRU, train);
    };
  }

  private Shape digits() {
    return Shape.of(batch, 1, 28, 28);
  }

  private Step published(Layer model, boolean train) {
    return classification(model, Shape.of(batch, 3, 224, 224), PUBLISHED_CLASSES, train);
  }

  /// A step of a network that gives `classes` logits for each picture.
  static Step classification(Layer model, Shape input, int classes, boolean train) {
    if (!train) return Step.inference(model, input);
    var labels = Synthetic.labels(input.dim(0), classes);
    var x = Synthetic.uniform(input);
    return Step.training(model, x, logits -> crossEntropy(logits, labels));
  }

  /// A step of a network that gives a logit for each pixel.
  private static Step segmentation(Layer model, Shape input, boolean train) {
    if (!train) return Step.inference(model, input);
    var x = Synthetic.uniform(input);
    var mask = Tensor.uniform(Tensor.key(1, 1), x.type()).round().eval();
    return Step.training(model, x, logits -> binaryCrossEntropyWithLogits(logits, mask));
  }

  private Step generation(boolean train) {
    var generator = Dcgan.generator(1, 64);
    var latent = Shape.of(batch, Dcgan.LATENT, 1, 1);
    if (!train) return Step.inference(generator, latent);
    var pictures = Shape.of(batch, 1, 32, 32);
    return new AdversarialStep(
        generator,
        Dcgan.discriminator(1, 64),
        Tensor.normal(Tensor.key(1, 1), new TensorType(DType.F32, latent)).eval(),
        Synthetic.uniform(pictures));
  }

  /// A step of a character model on windows of 64 characters.
  private Step foretelling(Kind kind, boolean train) {
    var model = new CharacterModel(kind, CHARACTERS);
    int count = batch * WINDOW;
    var text = Synthetic.labels(count, CHARACTERS).reshape(batch, WINDOW).eval();
    if (train) {
      var labels = Synthetic.labels(count, CHARACTERS);
      return Step.training(model, text, logits -> crossEntropy(logits, labels));
    }
    return () -> model.forward(text).toFloats()[0];
  }

  /// `lenet_b64`
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
