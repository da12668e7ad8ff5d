package io.ranvier.zoo;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;

/// Two convolutions of 3 × 3 with batch normalisation (Ioffe and Szegedy, 2015, "Batch
/// normalization"), each followed by ReLU and, while there is something to pool, by the maximum of
/// 2 × 2; then an affine map to logits `[n, classes]`. Reads pictures `[n, c, h, w]`, or rows `[n,
/// features]`, which count as pictures of height 1.
public final class SmallCnn implements Layer {
  private static final int SMALLEST_POOLED = 4;
  private static final int WIDTH = 32;

  private final Shape picture;
  private final Conv2d conv1;
  private final BatchNorm2d bn1 = new BatchNorm2d(WIDTH);
  private final Conv2d conv2 = new Conv2d(WIDTH, 2 * WIDTH, window(3).padding(1)).withoutBias();
  private final BatchNorm2d bn2 = new BatchNorm2d(2 * WIDTH);
  private final Linear fc;

  /// @param example `[c, h, w]` or `[features]`
  public SmallCnn(Shape example, int classes) {
    picture =
        switch (example.rank()) {
          case 1 -> Shape.of(1, 1, example.dim(0));
          case 3 -> example;
          default ->
              throw new ShapeException(
                  "smallCnn: examples of %s; they must be [c, h, w] or [features]"
                      .formatted(example));
        };
    conv1 = new Conv2d(picture.dim(0), WIDTH, window(3).padding(1)).withoutBias();
    var end = pooled(pooled(picture));
    fc = new Linear(2 * WIDTH * end.dim(1) * end.dim(2), classes);
  }

  private static boolean isPooled(int height, int width) {
    return Math.min(height, width) >= SMALLEST_POOLED;
  }

  private static Shape pooled(Shape x) {
    return isPooled(x.dim(1), x.dim(2)) ? Shape.of(x.dim(0), x.dim(1) / 2, x.dim(2) / 2) : x;
  }

  private static Tensor pool(Tensor x) {
    return isPooled(x.dim(2), x.dim(3)) ? x.maxPool2d(2) : x;
  }

  @Override
  public Tensor forward(Tensor x) {
    x = x.reshape(-1, picture.dim(0), picture.dim(1), picture.dim(2));
    x = pool(bn1.forward(conv1.forward(x)).relu());
    x = pool(bn2.forward(conv2.forward(x)).relu());
    return fc.forward(x.flatten(1));
  }
}
