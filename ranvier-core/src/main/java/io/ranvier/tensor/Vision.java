package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.type.Interpolation;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Span;
import java.util.List;

/// What is done to signals `[n, c, l]`, pictures `[n, c, h, w]` and volumes `[n, c, d, h, w]`
/// beside convolution and pooling.
public sealed interface Vision permits Tensor {
  Value value();

  private Tensor self() {
    return Tensor.of(value());
  }

  /// A border around the last axes.
  ///
  /// @param sides before and after along the last axis, then the last but one, and so on: left,
  ///   right, top, bottom; zeros may be negative, which cuts
  default Tensor pad(PaddingMode mode, int... sides) {
    return Borders.pad(self(), mode, sides);
  }

  /// A border as wide as the padding of `spans`, which lie along the last axes.
  default Tensor pad(PaddingMode mode, List<Span> spans) {
    return Borders.pad(self(), mode, spans);
  }

  /// `x` around the last axes, as many times as `sides` say: see [#pad].
  default Tensor padConstant(double x, int... sides) {
    return Borders.constant(self(), x, sides);
  }

  /// The last axes with the extents `size`, by interpolation: one extent for signals, two for
  /// pictures, three for volumes.
  default Tensor resize(Interpolation interpolation, int... size) {
    return Resampling.resize(self(), interpolation, size);
  }

  /// The last axes `factors` times as long, rounded down.
  default Tensor upsample(Interpolation interpolation, double... factors) {
    return Resampling.upsample(self(), interpolation, factors);
  }

  /// Channels become pixels: `[n, c · r², h, w]` to `[n, c, h · r, w · r]` (Shi et al., 2016,
  /// "Real-time single image and video super-resolution using an efficient sub-pixel convolutional
  /// neural network").
  default Tensor pixelShuffle(int r) {
    var x = self();
    Op.require(
        r >= 1 && x.shape().rank() == 4 && x.dim(1) % ((long) r * r) == 0,
        "pixelShuffle: factor %d of %s; its square must divide the channels of [n, c, h, w]",
        r,
        x.type());
    int c = x.dim(1) / (r * r);
    return x.reshape(x.dim(0), c, r, r, x.dim(2), x.dim(3))
        .transpose(0, 1, 4, 2, 5, 3)
        .reshape(x.dim(0), c, x.dim(2) * r, x.dim(3) * r);
  }

  /// Pixels become channels, the opposite of [#pixelShuffle]: `[n, c, h · r, w · r]` to `[n, c ·
  /// r², h, w]`; space to depth.
  default Tensor pixelUnshuffle(int r) {
    var x = self();
    Op.require(
        r >= 1 && x.shape().rank() == 4 && x.dim(2) % r == 0 && x.dim(3) % r == 0,
        "pixelUnshuffle: factor %d of %s; it must divide height and width of [n, c, h, w]",
        r,
        x.type());
    return x.reshape(x.dim(0), x.dim(1), x.dim(2) / r, r, x.dim(3) / r, r)
        .transpose(0, 1, 3, 5, 2, 4)
        .reshape(x.dim(0), x.dim(1) * r * r, x.dim(2) / r, x.dim(3) / r);
  }

  /// This picture `[n, c, h, w]` read at the places `grid: [n, h′, w′, 2]`, giving `[n, c, h′, w′]`
  /// (Jaderberg et al., 2015, "Spatial transformer networks"). A place is x and y from −1 to 1,
  /// left to right and top to bottom, of the outer edges of the outermost pixels, or of their
  /// centres if corners are aligned. Volumes take `[n, d′, h′, w′, 3]`.
  ///
  /// @param interpolation nearest, linear, or (for pictures) cubic
  /// @param border beyond it stand zeros, the outermost pixel (`REPLICATE`), or the mirrored
  ///   picture
  default Tensor gridSample(Tensor grid, Interpolation interpolation, PaddingMode border) {
    return new GridSampling(interpolation, border).sample(self(), grid);
  }

  /// The places for [#gridSample] to which these affine maps `[n, 2, 3]` take the pixels of a
  /// picture of the extents `size`: `[n, h, w, 2]`. Volumes take `[n, 3, 4]` and three extents.
  default Tensor affineGrid(boolean alignCorners, int... size) {
    return GridSampling.affineGrid(self(), alignCorners, size);
  }
}
