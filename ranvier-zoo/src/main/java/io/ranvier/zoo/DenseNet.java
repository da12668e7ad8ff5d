package io.ranvier.zoo;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.constant;
import static io.ranvier.nn.Initializer.kaimingNormal;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Gain;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.block.DenseBlock;
import io.ranvier.nn.block.Transition;
import io.ranvier.tensor.Tensor;

/// A densely connected network (Huang, Liu, van der Maaten and Weinberger, 2016, "Densely connected
/// convolutional networks"): `x: [n, 3, h, w]` to logits `[n, classes]`. Within a block every layer
/// reads what all layers before it made: see [DenseBlock].
///
/// The variant with bottlenecks and compression by half (DenseNet-BC). Parameters have the names of
/// torchvision's checkpoints.
public final class DenseNet implements Layer {
  private final Features features;
  private final Linear classifier;

  private DenseNet(Features features, int classes) {
    this.features = features;
    classifier = new Linear(features.channels, classes).withBias(constant(0));
  }

  /// 7,978,856 parameters for 1000 classes.
  public static DenseNet densenet121(int classes) {
    return new DenseNet(new Features(64, 32, 6, 12, 24, 16), classes);
  }

  /// 28,681,000 parameters for 1000 classes.
  public static DenseNet densenet161(int classes) {
    return new DenseNet(new Features(96, 48, 6, 12, 36, 24), classes);
  }

  /// 14,149,480 parameters for 1000 classes.
  public static DenseNet densenet169(int classes) {
    return new DenseNet(new Features(64, 32, 6, 12, 32, 32), classes);
  }

  /// 20,013,928 parameters for 1000 classes.
  public static DenseNet densenet201(int classes) {
    return new DenseNet(new Features(64, 32, 6, 12, 48, 32), classes);
  }

  @Override
  public Tensor forward(Tensor x) {
    return classifier.forward(features.forward(x).relu().mean(2, 3));
  }

  /// All but the classifier: a stem, and four dense blocks with three transitions between them.
  static final class Features implements Layer {
    private final Conv2d conv0;
    private final BatchNorm2d norm0;
    private final DenseBlock denseblock1;
    private final Transition transition1;
    private final DenseBlock denseblock2;
    private final Transition transition2;
    private final DenseBlock denseblock3;
    private final Transition transition3;
    private final DenseBlock denseblock4;
    private final BatchNorm2d norm5;

    /// How many come out.
    private final int channels;

    /// @param stem how many channels the first convolution makes
    /// @param growth how many channels each layer adds
    /// @param layers in each of the four blocks
    Features(int stem, int growth, int... layers) {
      conv0 =
          new Conv2d(3, stem, window(7).stride(2).padding(3))
              .withoutBias()
              .withWeight(kaimingNormal(IN, Gain.RELU));
      norm0 = new BatchNorm2d(stem);
      denseblock1 = new DenseBlock(stem, growth, layers[0]);
      int made = stem + growth * layers[0];
      transition1 = new Transition(made, made / 2);
      denseblock2 = new DenseBlock(made / 2, growth, layers[1]);
      made = made / 2 + growth * layers[1];
      transition2 = new Transition(made, made / 2);
      denseblock3 = new DenseBlock(made / 2, growth, layers[2]);
      made = made / 2 + growth * layers[2];
      transition3 = new Transition(made, made / 2);
      denseblock4 = new DenseBlock(made / 2, growth, layers[3]);
      channels = made / 2 + growth * layers[3];
      norm5 = new BatchNorm2d(channels);
    }

    @Override
    public Tensor forward(Tensor x) {
      x = norm0.forward(conv0.forward(x)).relu();
      x = x.maxPool2d(window(3).stride(2).padding(1));
      x = transition1.forward(denseblock1.forward(x));
      x = transition2.forward(denseblock2.forward(x));
      x = transition3.forward(denseblock3.forward(x));
      return norm5.forward(denseblock4.forward(x));
    }
  }
}
