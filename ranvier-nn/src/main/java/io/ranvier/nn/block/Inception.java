package io.ranvier.nn.block;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Parallel;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;

/// Blocks that look at a picture in windows of several sizes at once, and put what they see behind
/// each other along the channels: `x: [n, in, h, w]` to `[n, out, h′, w′]`.
///
/// Those of version 3 are torchvision's, with its order of branches: each convolution is followed
/// by batch normalisation with epsilon 0.001, and ReLU.
public final class Inception {
  private static final double EPSILON = 1e-3;

  private Inception() {}

  /// A window of 3 × 3 or 5 × 5 behind one of 1 × 1, which leaves it fewer channels to read.
  ///
  /// @param reduced channels that the 1 × 1 convolution makes
  /// @param out channels that come out
  public record Narrowed(int reduced, int out) {}

  /// The block of GoogLeNet (Szegedy et al., 2015, "Going deeper with convolutions", figure 2b),
  /// without normalisation, as in the paper. Its first is `v1(192, 64, new Narrowed(96, 128), new
  /// Narrowed(16, 32), 32)`. The picture keeps its size.
  ///
  /// @param one channels of the 1 × 1 branch
  /// @param three channels of the 3 × 3 branch
  /// @param five channels of the 5 × 5 branch
  /// @param pooled channels of the branch that takes maxima
  public static Parallel v1(int in, int one, Narrowed three, Narrowed five, int pooled) {
    Layer relu = Tensor::relu;
    return Parallel.concat(
        Sequential.of(Conv2d.pointwise(in, one), relu),
        Sequential.of(
            Conv2d.pointwise(in, three.reduced),
            relu,
            new Conv2d(three.reduced, three.out, window(3).padding(1)),
            relu),
        Sequential.of(
            Conv2d.pointwise(in, five.reduced),
            relu,
            new Conv2d(five.reduced, five.out, window(5).padding(2)),
            relu),
        Sequential.of(x -> x.maxPool2d(window(3).padding(1)), Conv2d.pointwise(in, pooled), relu));
  }

  /// The first block of version 3 (Szegedy et al., 2016, "Rethinking the inception architecture for
  /// computer vision", figure 5): 5 × 5 becomes two of 3 × 3 in one branch. 224 channels and those
  /// of `pooled` come out; the picture keeps its size.
  ///
  /// @param pooled channels of the branch that takes means
  public static Parallel a(int in, int pooled) {
    return Parallel.concat(
        conv(in, 64, window(1)),
        Sequential.of(conv(in, 48, window(1)), conv(48, 64, window(5).padding(2))),
        Sequential.of(
            conv(in, 64, window(1)),
            conv(64, 96, window(3).padding(1)),
            conv(96, 96, window(3).padding(1))),
        means(in, pooled));
  }

  /// The first reduction of version 3 (figure 10): the picture is halved by strides and by pooling
  /// side by side, so that no bottleneck comes before the pooling. 480 channels come out, and those
  /// that came in.
  public static Parallel b(int in) {
    return Parallel.concat(
        conv(in, 384, window(3).stride(2)),
        Sequential.of(
            conv(in, 64, window(1)),
            conv(64, 96, window(3).padding(1)),
            conv(96, 96, window(3).stride(2))),
        Inception::halved);
  }

  /// The second block of version 3 (figure 6): windows of 7 × 7 become one of 1 × 7 and one of 7 ×
  /// 1. 768 channels come out; the picture keeps its size.
  ///
  /// @param narrow channels between the long windows
  public static Parallel c(int in, int narrow) {
    var wide = window(1, 7).padding(0, 3);
    var high = window(7, 1).padding(3, 0);
    return Parallel.concat(
        conv(in, 192, window(1)),
        Sequential.of(
            conv(in, narrow, window(1)), conv(narrow, narrow, wide), conv(narrow, 192, high)),
        Sequential.of(
            conv(in, narrow, window(1)),
            conv(narrow, narrow, high),
            conv(narrow, narrow, wide),
            conv(narrow, narrow, high),
            conv(narrow, 192, wide)),
        means(in, 192));
  }

  /// The second reduction of version 3: as [#b], with a window of 7 × 7 in one branch. 512 channels
  /// come out, and those that came in.
  public static Parallel d(int in) {
    return Parallel.concat(
        Sequential.of(conv(in, 192, window(1)), conv(192, 320, window(3).stride(2))),
        Sequential.of(
            conv(in, 192, window(1)),
            conv(192, 192, window(1, 7).padding(0, 3)),
            conv(192, 192, window(7, 1).padding(3, 0)),
            conv(192, 192, window(3).stride(2))),
        Inception::halved);
  }

  /// The last block of version 3 (figure 7): branches that end in a row and a column side by side.
  /// 2048 channels come out; the picture keeps its size.
  public static Parallel e(int in) {
    return Parallel.concat(
        conv(in, 320, window(1)),
        Sequential.of(conv(in, 384, window(1)), rowAndColumn()),
        Sequential.of(
            conv(in, 448, window(1)), conv(448, 384, window(3).padding(1)), rowAndColumn()),
        means(in, 192));
  }

  private static Parallel rowAndColumn() {
    return Parallel.concat(
        conv(384, 384, window(1, 3).padding(0, 1)), conv(384, 384, window(3, 1).padding(1, 0)));
  }

  private static Layer means(int in, int out) {
    return Sequential.of(x -> x.avgPool2d(window(3).padding(1)), conv(in, out, window(1)));
  }

  private static Tensor halved(Tensor x) {
    return x.maxPool2d(window(3).stride(2));
  }

  private static ConvNorm conv(int in, int out, Window window) {
    return new ConvNorm(in, out, window).epsilon(EPSILON);
  }
}
