package io.ranvier.zoo;

import static io.ranvier.nn.Initializer.Fan.OUT;
import static io.ranvier.nn.Initializer.kaimingNormal;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Gain;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Sequential;
import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;

/// A residual network (He, Zhang, Ren and Sun, 2015, "Deep residual learning for image
/// recognition"): `x: [n, 3, h, w]` to logits `[n, classes]`. Each block adds what it computes to
/// what it read, so that depth costs no gradient.
///
/// Deep networks of 50 layers and more are built of [Bottleneck]s, with the stride in the 3 × 3
/// convolution, as is usual today (the paper has it in the first 1 × 1). Parameters have the names
/// of torchvision's checkpoints.
public final class ResNet implements Layer {
  private final Conv2d conv1;
  private final BatchNorm2d bn1;
  private final Sequential layer1;
  private final Sequential layer2;
  private final Sequential layer3;
  private final Sequential layer4;
  private final Linear fc;
  private final boolean pools;

  /// Makes one block.
  @FunctionalInterface
  private interface Block {
    Layer of(int in, int width, int stride);
  }

  /// @param stem the window of the first convolution
  /// @param pools whether the stem halves the picture once more
  /// @param blocks in each of the four stages
  /// @param widening how many times wider than its stage a block's output is
  private ResNet(
      Window stem, boolean pools, List<Integer> blocks, int widening, Block block, int classes) {
    this.pools = pools;
    conv1 = new Conv2d(3, 64, stem).withoutBias().withWeight(kaimingNormal(OUT, Gain.RELU));
    bn1 = new BatchNorm2d(64);
    layer1 = stage(blocks.get(0), 64, 64, widening, block);
    layer2 = stage(blocks.get(1), 64 * widening, 128, widening, block);
    layer3 = stage(blocks.get(2), 128 * widening, 256, widening, block);
    layer4 = stage(blocks.get(3), 256 * widening, 512, widening, block);
    fc = new Linear(512 * widening, classes);
  }

  private static ResNet shallow(int classes, Integer... blocks) {
    return new ResNet(
        window(7).stride(2).padding(3), true, List.of(blocks), 1, BasicBlock::new, classes);
  }

  private static ResNet deep(int classes, Block block, Integer... blocks) {
    return new ResNet(
        window(7).stride(2).padding(3), true, List.of(blocks), Bottleneck.WIDENING, block, classes);
  }

  /// 11,689,512 parameters for 1000 classes.
  public static ResNet resnet18(int classes) {
    return shallow(classes, 2, 2, 2, 2);
  }

  /// 21,797,672 parameters for 1000 classes.
  public static ResNet resnet34(int classes) {
    return shallow(classes, 3, 4, 6, 3);
  }

  /// 25,557,032 parameters for 1000 classes.
  public static ResNet resnet50(int classes) {
    return deep(classes, Bottleneck::new, 3, 4, 6, 3);
  }

  /// 44,549,160 parameters for 1000 classes.
  public static ResNet resnet101(int classes) {
    return deep(classes, Bottleneck::new, 3, 4, 23, 3);
  }

  /// 60,192,808 parameters for 1000 classes.
  public static ResNet resnet152(int classes) {
    return deep(classes, Bottleneck::new, 3, 8, 36, 3);
  }

  /// ResNet-50 with a squeeze-and-excitation in each block (Hu et al., 2018,
  /// "Squeeze-and-excitation networks"). 28,088,024 parameters for 1000 classes.
  public static ResNet seResnet50(int classes) {
    return deep(classes, ResNet::squeezing, 3, 4, 6, 3);
  }

  private static Layer squeezing(int in, int width, int stride) {
    return new Bottleneck(in, width, stride).squeezing(Bottleneck.WIDENING * width / 16);
  }

  /// ResNet-18 for the small pictures of CIFAR, `[n, 3, 32, 32]`: its stem keeps their size.
  /// 11,173,962 parameters for ten classes.
  public static ResNet cifarResnet18(int classes) {
    return new ResNet(
        window(3).padding(1), false, List.of(2, 2, 2, 2), 1, BasicBlock::new, classes);
  }

  @Override
  public Tensor forward(Tensor x) {
    x = bn1.forward(conv1.forward(x)).relu();
    if (pools) x = x.maxPool2d(window(3).stride(2).padding(1));
    x = layer1.forward(x);
    x = layer2.forward(x);
    x = layer3.forward(x);
    x = layer4.forward(x);
    return fc.forward(x.mean(2, 3));
  }

  /// The first block of each stage but the first halves the picture.
  private static Sequential stage(int blocks, int in, int width, int widening, Block block) {
    var stage = new ArrayList<Layer>();
    stage.add(block.of(in, width, width == 64 ? 1 : 2));
    for (int i = 1; i < blocks; i++) stage.add(block.of(width * widening, width, 1));
    return new Sequential(stage);
  }
}
