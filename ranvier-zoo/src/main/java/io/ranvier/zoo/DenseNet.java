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
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A densely connected network (Huang, Liu, van der Maaten and Weinberger, 2016, "Densely connected
/// convolutional networks"): `x: [n, 3, h, w]` to logits `[n, classes]`. Within a block every layer
/// reads what all layers before it made.
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

  /// Without bias, which the normalisation behind it would take away.
  private static Conv2d convolution(int in, int out, Window window) {
    return new Conv2d(in, out, window).withoutBias().withWeight(kaimingNormal(IN, Gain.RELU));
  }

  /// All but the classifier: a stem, and four dense blocks with three transitions between them.
  static final class Features implements Layer {
    private final Conv2d conv0;
    private final BatchNorm2d norm0;
    private final SequencedMap<String, DenseLayer> denseblock1;
    private final Transition transition1;
    private final SequencedMap<String, DenseLayer> denseblock2;
    private final Transition transition2;
    private final SequencedMap<String, DenseLayer> denseblock3;
    private final Transition transition3;
    private final SequencedMap<String, DenseLayer> denseblock4;
    private final BatchNorm2d norm5;

    /// How many come out.
    private final int channels;

    /// @param stem how many channels the first convolution makes
    /// @param growth how many channels each layer adds
    /// @param layers in each of the four blocks
    Features(int stem, int growth, int... layers) {
      conv0 = convolution(3, stem, window(7).stride(2).padding(3));
      norm0 = new BatchNorm2d(stem);
      denseblock1 = block(stem, growth, layers[0]);
      int made = stem + growth * layers[0];
      transition1 = new Transition(made);
      denseblock2 = block(made / 2, growth, layers[1]);
      made = made / 2 + growth * layers[1];
      transition2 = new Transition(made);
      denseblock3 = block(made / 2, growth, layers[2]);
      made = made / 2 + growth * layers[2];
      transition3 = new Transition(made);
      denseblock4 = block(made / 2, growth, layers[3]);
      channels = made / 2 + growth * layers[3];
      norm5 = new BatchNorm2d(channels);
    }

    @Override
    public Tensor forward(Tensor x) {
      x = norm0.forward(conv0.forward(x)).relu();
      x = x.maxPool2d(window(3).stride(2).padding(1));
      x = transition1.forward(dense(x, denseblock1.values()));
      x = transition2.forward(dense(x, denseblock2.values()));
      x = transition3.forward(dense(x, denseblock3.values()));
      return norm5.forward(dense(x, denseblock4.values()));
    }

    /// The layers of a block by their names, which begin at 1.
    private static SequencedMap<String, DenseLayer> block(int in, int growth, int layers) {
      var block = new LinkedHashMap<String, DenseLayer>();
      for (int i = 0; i < layers; i++) {
        block.put("denselayer" + (i + 1), new DenseLayer(in + growth * i, growth));
      }
      return block;
    }

    private static Tensor dense(Tensor x, Collection<DenseLayer> block) {
      var made = new ArrayList<>(List.of(x));
      for (var layer : block) made.add(layer.forward(Tensor.concat(made, 1)));
      return Tensor.concat(made, 1);
    }
  }

  /// A 3 × 3 convolution behind one of 1 × 1, which leaves it four times `growth` channels to read.
  static final class DenseLayer implements Layer {
    private final BatchNorm2d norm1;
    private final Conv2d conv1;
    private final BatchNorm2d norm2;
    private final Conv2d conv2;

    DenseLayer(int in, int growth) {
      norm1 = new BatchNorm2d(in);
      conv1 = convolution(in, 4 * growth, window(1));
      norm2 = new BatchNorm2d(4 * growth);
      conv2 = convolution(4 * growth, growth, window(3).padding(1));
    }

    @Override
    public Tensor forward(Tensor x) {
      var y = conv1.forward(norm1.forward(x).relu());
      return conv2.forward(norm2.forward(y).relu());
    }
  }

  /// Half the channels, and pictures of half the size.
  static final class Transition implements Layer {
    private final BatchNorm2d norm;
    private final Conv2d conv;

    Transition(int in) {
      norm = new BatchNorm2d(in);
      conv = convolution(in, in / 2, window(1));
    }

    @Override
    public Tensor forward(Tensor x) {
      return conv.forward(norm.forward(x).relu()).avgPool2d(2);
    }
  }
}
