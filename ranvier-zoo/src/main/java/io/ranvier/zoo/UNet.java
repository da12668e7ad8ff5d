package io.ranvier.zoo;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Sequential;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A network that says something of each pixel (Ronneberger, Fischer and Brox, 2015, "U-Net:
/// convolutional networks for biomedical image segmentation"): `x: [n, channels, h, w]` to logits
/// `[n, classes, h, w]`. On the way down pictures are halved and channels doubled, four times; on
/// the way up the reverse, and each level reads what the same level saw on the way down.
///
/// As is usual today, convolutions are padded, so that pictures keep their size, and followed by
/// batch normalisation; the paper has neither. Height and width are multiples of 16.
public final class UNet implements Layer {
  private static final int LEVELS = 4;

  private final List<Sequential> encoders = new ArrayList<>();
  private final Sequential bottom;
  private final List<ConvTranspose2d> ups = new ArrayList<>();
  private final List<Sequential> decoders = new ArrayList<>();
  private final Conv2d head;

  /// For one channel, one class and a width of 32: 7,762,465 parameters.
  ///
  /// @param width channels of the first level; the paper has 64
  public UNet(int channels, int classes, int width) {
    for (int level = 0; level < LEVELS; level++) {
      int out = width << level;
      encoders.add(twice(level == 0 ? channels : out / 2, out));
    }
    bottom = twice(width << LEVELS - 1, width << LEVELS);
    for (int level = LEVELS - 1; level >= 0; level--) {
      int out = width << level;
      ups.add(new ConvTranspose2d(2 * out, out, window(2).stride(2)));
      decoders.add(twice(2 * out, out));
    }
    head = new Conv2d(width, classes, window(1));
  }

  private static Sequential twice(int in, int out) {
    var window = window(3).padding(1);
    return Sequential.of(new ConvNorm(in, out, window), new ConvNorm(out, out, window));
  }

  @Override
  public Tensor forward(Tensor x) {
    requireHalves(x);
    var seen = new ArrayDeque<Tensor>();
    for (var encoder : encoders) {
      x = encoder.forward(x);
      seen.push(x);
      x = x.maxPool2d(2);
    }
    x = bottom.forward(x);
    for (int i = 0; i < LEVELS; i++) {
      x = seen.pop().concat(1, ups.get(i).forward(x));
      x = decoders.get(i).forward(x);
    }
    return head.forward(x);
  }

  private static void requireHalves(Tensor x) {
    int step = 1 << LEVELS;
    if (x.shape().rank() != 4 || x.dim(2) % step != 0 || x.dim(3) % step != 0) {
      throw new ShapeException(
          "uNet wants x: [n, c, h, w] with multiples of %d for h and w, got %s"
              .formatted(step, x.type()));
    }
  }
}
