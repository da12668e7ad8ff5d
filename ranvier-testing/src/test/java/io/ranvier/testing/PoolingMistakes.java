package io.ranvier.testing;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of pooling.
final class PoolingMistakes {
  private static final Tensor PICTURE = Tensor.zeros(1, 2, 4, 4);
  private static final Tensor MATRIX = Tensor.ones(2, 3);

  private PoolingMistakes() {}

  static List<Mistake> all() {
    return Stream.of(pooling(), lessUsualPooling()).flatMap(List::stream).toList();
  }

  private static List<Mistake> pooling() {
    return List.of(
        new Mistake(
            "Tensor.maxPool2d",
            () -> PICTURE.maxPool2d(0),
            "window: size 0, stride 1, padding 0 and 0, dilation 1; size, stride and dilation start"
                + " at 1"),
        new Mistake(
            "Tensor.maxPool2d",
            () -> PICTURE.maxPool2d(window(2).padding(2)),
            "maxPool2d of f32[1, 2, 4, 4]: window 2x2 padding 2 would see nothing but padding"),
        new Mistake(
            "Tensor.avgPool2d",
            () -> PICTURE.avgPool2d(5),
            "a window of extent 5 does not fit 4 elements with padding 0 and 0"),
        new Mistake(
            "Tensor.avgPool2d",
            () -> MATRIX.avgPool2d(window(2), true, true),
            "avgPool wants x of rank 4, got f32[2, 3]"),
        new Mistake(
            "Tensor.maxPool1d",
            () -> PICTURE.maxPool1d(span(2)),
            "maxPool wants x of rank 3, got f32[1, 2, 4, 4]"),
        new Mistake(
            "Tensor.maxPool3d",
            () -> Tensor.zeros(1, 2, 2, 4, 4).maxPool3d(volume(3)),
            "a window of extent 3 does not fit 2 elements with padding 0 and 0"),
        new Mistake(
            "Tensor.avgPool1d",
            () -> Tensor.zeros(1, 2, 4).avgPool1d(span(3).stride(-1)),
            "window: size 3, stride -1"),
        new Mistake(
            "Tensor.avgPool3d",
            () -> PICTURE.avgPool3d(volume(2)),
            "avgPool wants x of rank 5, got f32[1, 2, 4, 4]"),
        new Mistake(
            "Tensor.mean",
            () -> MATRIX.mean(2),
            "axis 2 of a shape of rank 2, [2, 3]; allowed are -2 to 1"),
        new Mistake(
            "Tensor.max",
            () -> MATRIX.max(-3),
            "axis -3 of a shape of rank 2, [2, 3]; allowed are -2 to 1"));
  }

  private static List<Mistake> lessUsualPooling() {
    return List.of(
        new Mistake(
            "Tensor.maxUnpool",
            () -> PICTURE.maxUnpool(Tensor.zeros(1, 2, 2, 2).cast(DType.I32), 8, 8),
            "maxUnpool to [8, 8]: x f32[1, 2, 4, 4] and index i32[1, 2, 2, 2]"),
        new Mistake(
            "Tensor.maxUnpool",
            () -> Tensor.ones(1, 2, 1).maxUnpool(Tensor.of(Shape.of(1, 2, 1), 5, 0), 4).eval(),
            "gather: index 5 is outside [0, 4)"),
        new Mistake(
            "Tensor.maxUnpool",
            () -> Tensor.ones(1, 1, 1).maxUnpool(Tensor.zeros(1, 1, 1), 4),
            "gather: the index must be i32 or i64, got f32[1, 1]"),
        new Mistake(
            "Tensor.lpPool1d",
            () -> Tensor.ones(1, 2, 4).lpPool1d(Double.NaN, span(2), false),
            "lpPool: p is NaN, and must be above 0, and finite"),
        new Mistake(
            "Tensor.lpPool2d",
            () -> PICTURE.lpPool2d(0, window(2), true),
            "lpPool: p is 0.0, and must be above 0, and finite"),
        new Mistake(
            "Tensor.adaptiveAvgPool",
            () -> PICTURE.adaptiveAvgPool(2, 0),
            "adaptiveAvgPool of f32[1, 2, 4, 4] to [2, 0]; one extent from 1 on for each axis"
                + " behind [n, c]"),
        new Mistake(
            "Tensor.adaptiveMaxPool",
            () -> PICTURE.adaptiveMaxPool(2),
            "adaptiveMaxPool of f32[1, 2, 4, 4] to [2]; one extent from 1 on for each axis"),
        new Mistake(
            "Tensor.fractionalMaxPool",
            () -> PICTURE.fractionalMaxPool(List.of(2, 2), List.of(4, 2), Tensor.zeros(1, 2, 2)),
            "fractionalMaxPool of f32[1, 2, 4, 4]: windows [2, 2] to [4, 2], samples f32[1, 2, 2];"
                + " out + size − 1 may not exceed the input"),
        new Mistake(
            "Tensor.stochasticPool2d",
            () -> MATRIX.stochasticPool2d(window(2)),
            "stochasticPool2d wants x: [n, c, h, w] of floating point, got f32[2, 3]"),
        new Mistake(
            "Tensor.stochasticPool2d",
            () -> PICTURE.stochasticPool2d(window(2), Tensor.zeros(1, 1, 3, 3)),
            "stochasticPool2d: draws are f32[1, 1, 3, 3], and must be [1, 2, 3, 3], one for each"
                + " window"),
        new Mistake(
            "Tensor.spatialPyramidPool",
            () -> PICTURE.spatialPyramidPool(1, 0),
            "spatialPyramidPool: levels are [1, 0]; at least one is needed, and they start at 1"),
        new Mistake(
            "Tensor.spatialPyramidPool",
            PICTURE::spatialPyramidPool,
            "spatialPyramidPool: levels are []; at least one is needed"));
  }
}
