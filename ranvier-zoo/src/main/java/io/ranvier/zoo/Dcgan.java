package io.ranvier.zoo;

import static io.ranvier.nn.Initializer.normal;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.Initializer;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;

/// Two networks that learn from each other (Radford, Metz and Chintala, 2016, "Unsupervised
/// representation learning with deep convolutional generative adversarial networks"): one draws
/// pictures of 32 × 32, the other tells them from real ones.
///
/// Pictures grow and shrink by strides alone; batch normalisation is everywhere but at the
/// pictures' ends. Weights start normal with deviation 0.02, as in the paper.
public final class Dcgan {
  /// How many random numbers a picture is drawn from.
  public static final int LATENT = 100;

  private static final double SLOPE = 0.2;
  private static final Initializer START = normal(0, 0.02);
  private static final Window DOUBLING = window(4).stride(2).padding(1);

  private Dcgan() {}

  /// `z: [n, 100, 1, 1]` to pictures `[n, channels, 32, 32]` in `(−1, 1)`. For one channel and a
  /// width of 64: 1,066,880 parameters.
  ///
  /// @param width channels before the last layer; four times as many behind the first
  public static Sequential generator(int channels, int width) {
    return Sequential.of(
        growing(LATENT, 4 * width, window(4)),
        growing(4 * width, 2 * width, DOUBLING),
        growing(2 * width, width, DOUBLING),
        larger(width, channels, DOUBLING),
        Tensor::tanh);
  }

  private static Layer growing(int in, int out, Window window) {
    return Sequential.of(larger(in, out, window), new BatchNorm2d(out), Tensor::relu);
  }

  private static ConvTranspose2d larger(int in, int out, Window window) {
    return new ConvTranspose2d(in, out, window).withoutBias().withWeight(START);
  }

  /// Pictures `[n, channels, 32, 32]` to one logit each, `[n, 1]`: positive for a real one. For one
  /// channel and a width of 64: 661,248 parameters.
  ///
  /// @param width channels behind the first layer; four times as many before the last
  public static Sequential discriminator(int channels, int width) {
    return Sequential.of(
        smaller(channels, width, DOUBLING),
        Dcgan::rectified,
        smaller(width, 2 * width, DOUBLING),
        new BatchNorm2d(2 * width),
        Dcgan::rectified,
        smaller(2 * width, 4 * width, DOUBLING),
        new BatchNorm2d(4 * width),
        Dcgan::rectified,
        smaller(4 * width, 1, window(4)),
        new Flatten());
  }

  private static Conv2d smaller(int in, int out, Window window) {
    return new Conv2d(in, out, window).withoutBias().withWeight(START);
  }

  private static Tensor rectified(Tensor x) {
    return x.leakyRelu(SLOPE);
  }
}
