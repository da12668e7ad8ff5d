package io.ranvier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Interpolation;
import io.ranvier.type.Shape;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Pictures whose channels lie last stay so where an axis has to be written out to be seen in
/// another shape.
class ReshapingTest {
  private static final int N = 2;
  private static final int H = 3;
  private static final int W = 5;

  @Test
  void stretchedPicturesAreWrittenOncePerAxis() {
    int channels = 6;
    var x = numbers(channels);
    var y = run(x, channels, pictures -> pictures.upsample(Interpolation.NEAREST, 3, 2), 2);
    for (int n = 0, i = 0; n < N; n++) {
      for (int h = 0; h < 3 * H; h++) {
        for (int w = 0; w < 2 * W; w++) {
          for (int c = 0; c < channels; c++) {
            assertThat(y[i++]).isEqualTo(x[((n * H + h / 3) * W + w / 2) * channels + c]);
          }
        }
      }
    }
  }

  @Test
  void shuffledChannelsAreWrittenOnce() {
    int channels = 3;
    int r = 2;
    var x = numbers(channels * r * r);
    var y = run(x, channels * r * r, pictures -> pictures.pixelShuffle(r), 1);
    for (int n = 0, i = 0; n < N; n++) {
      for (int h = 0; h < r * H; h++) {
        for (int w = 0; w < r * W; w++) {
          for (int c = 0; c < channels; c++) {
            int from = (c * r + h % r) * r + w % r;
            int pixel = (n * H + h / r) * W + w / r;
            assertThat(y[i++]).isEqualTo(x[pixel * channels * r * r + from]);
          }
        }
      }
    }
  }

  /// What `function` makes of `[n, h, w, c]` by that many kernels, in the same order.
  private static float[] run(float[] x, int channels, UnaryOperator<Tensor> function, int kernels) {
    var pictures = Tensor.of(Shape.of(N, H, W, channels), x).transpose(0, 3, 1, 2);
    var y = function.apply(pictures).transpose(0, 2, 3, 1).toFloats();
    assertThat(Objects.requireNonNull(Device.lastPlan()).kernels()).isEqualTo(kernels);
    return y;
  }

  private static float[] numbers(int channels) {
    var data = new float[N * H * W * channels];
    for (int i = 0; i < data.length; i++) data[i] = i;
    return data;
  }
}
