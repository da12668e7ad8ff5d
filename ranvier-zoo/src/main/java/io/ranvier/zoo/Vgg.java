package io.ranvier.zoo;

import static io.ranvier.nn.Initializer.Fan.OUT;
import static io.ranvier.nn.Initializer.constant;
import static io.ranvier.nn.Initializer.kaimingNormal;
import static io.ranvier.nn.Initializer.normal;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Dropout;
import io.ranvier.nn.Gain;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Five stages of 3 × 3 convolutions, each ended by a pool that halves the picture, and three dense
/// layers (Simonyan and Zisserman, 2014, "Very deep convolutional networks for large-scale image
/// recognition"): `x: [n, 3, side, side]` to logits `[n, classes]`.
///
/// Without batch normalisation, as in the paper. Parameters have the names of torchvision's
/// checkpoints, and for a side of 224 their shapes.
public final class Vgg implements Layer {
  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);

  private final Sequential features;
  private final Sequential classifier;

  /// What a network of this family is made for.
  ///
  /// @param side of its pictures, a multiple of 32
  /// @param dropout the rate behind the first two dense layers; the paper's is 0.5
  public record Settings(int side, int classes, double dropout) {

    /// Pictures of 224 × 224, and the paper's dropout.
    public Settings(int classes) {
      this(224, classes, 0.5);
    }

    public Settings {
      if (side < 32 || side % 32 != 0) {
        throw new IllegalArgumentException(
            "vgg: the side of a picture is %d, and must be a multiple of 32".formatted(side));
      }
    }

    public Settings side(int side) {
      return new Settings(side, classes, dropout);
    }

    public Settings dropout(double dropout) {
      return new Settings(side, classes, dropout);
    }
  }

  /// @param convolutions in each of the five stages
  private Vgg(Settings settings, Integer... convolutions) {
    features = features(List.of(convolutions));
    int side = settings.side / 32;
    classifier =
        Sequential.of(
            dense(512 * side * side, 4096),
            Tensor::relu,
            new Dropout(settings.dropout),
            dense(4096, 4096),
            Tensor::relu,
            new Dropout(settings.dropout),
            dense(4096, settings.classes));
  }

  /// Configuration A. 132,863,336 parameters for 1000 classes.
  public static Vgg vgg11(Settings settings) {
    return new Vgg(settings, 1, 1, 2, 2, 2);
  }

  /// Configuration B. 133,047,848 parameters for 1000 classes.
  public static Vgg vgg13(Settings settings) {
    return new Vgg(settings, 2, 2, 2, 2, 2);
  }

  /// Configuration D. 138,357,544 parameters for 1000 classes.
  public static Vgg vgg16(Settings settings) {
    return new Vgg(settings, 2, 2, 3, 3, 3);
  }

  /// Configuration E. 143,667,240 parameters for 1000 classes.
  public static Vgg vgg19(Settings settings) {
    return new Vgg(settings, 2, 2, 4, 4, 4);
  }

  @Override
  public Tensor forward(Tensor x) {
    return classifier.forward(features.forward(x).flatten(1));
  }

  private static Sequential features(List<Integer> convolutions) {
    var layers = new ArrayList<Layer>();
    int in = 3;
    for (int stage = 0; stage < WIDTHS.size(); stage++) {
      int out = WIDTHS.get(stage);
      for (int i = 0; i < convolutions.get(stage); i++) {
        layers.add(
            new Conv2d(in, out, window(3).padding(1))
                .withWeight(kaimingNormal(OUT, Gain.RELU))
                .withBias(constant(0)));
        layers.add(Tensor::relu);
        in = out;
      }
      layers.add(x -> x.maxPool2d(2));
    }
    return new Sequential(layers);
  }

  private static Linear dense(int in, int out) {
    return new Linear(in, out).withWeight(normal(0, 0.01)).withBias(constant(0));
  }
}
