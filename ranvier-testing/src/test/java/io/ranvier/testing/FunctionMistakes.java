package io.ranvier.testing;

import static io.ranvier.type.Interpolation.CUBIC;
import static io.ranvier.type.Interpolation.LINEAR;
import static io.ranvier.type.Interpolation.NEAREST;
import static io.ranvier.type.Window.window;

import io.ranvier.tensor.Attention;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Wrong arguments of the functions of tensors: borders, vision, activations, attention.
final class FunctionMistakes {
  private static final Tensor PICTURE = Tensor.zeros(1, 2, 4, 4);
  private static final Tensor MATRIX = Tensor.ones(2, 3);
  private static final Tensor KEY = Tensor.key(1, 1);

  private FunctionMistakes() {}

  static List<Mistake> all() {
    return Stream.of(borders(), vision(), grids(), typed(), activations(), products())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Mistake> borders() {
    return List.of(
        new Mistake(
            "Tensor.pad",
            () -> PICTURE.pad(PaddingMode.REFLECT, 4, 0),
            "pad: REFLECT by 4 and 0 along axis 3 of f32[1, 2, 4, 4]; allowed are 0 to 3"),
        new Mistake(
            "Tensor.pad",
            () -> PICTURE.pad(PaddingMode.CIRCULAR, 0, 0, 0, 5),
            "pad: CIRCULAR by 0 and 5 along axis 2 of f32[1, 2, 4, 4]; allowed are 0 to 4"),
        new Mistake(
            "Tensor.pad",
            () -> PICTURE.pad(PaddingMode.REPLICATE, -1, 0),
            "pad: REPLICATE by -1 and 0 along axis 3 of f32[1, 2, 4, 4]; allowed are 0 to any"),
        new Mistake(
            "Tensor.pad",
            () -> PICTURE.pad(PaddingMode.ZEROS, 1, 2, 3),
            "pad: 3 sides of f32[1, 2, 4, 4]; two for each axis, the last axis first"),
        new Mistake(
            "Tensor.padConstant",
            () -> PICTURE.padConstant(1, -3, -2),
            "pad: [-3, -2] would cut more than the 4 elements of axis 3 of f32[1, 2, 4, 4]"));
  }

  private static List<Mistake> vision() {
    return List.of(
        new Mistake(
            "Tensor.resize",
            () -> PICTURE.resize(LINEAR, 0, 3),
            "resize: axis 2 of f32[1, 2, 4, 4] to 0; both start at 1"),
        new Mistake(
            "Tensor.resize",
            () -> MATRIX.resize(CUBIC, 2, 3, 4),
            "resize: 3 axes of f32[2, 3]; at least one, and no more than there are"),
        new Mistake(
            "Tensor.resize",
            () -> PICTURE.resize(NEAREST.aligned(), 2, 2),
            "resize: NEAREST does not align corners; LINEAR and CUBIC do"),
        new Mistake(
            "Tensor.upsample",
            () -> PICTURE.upsample(LINEAR, 2, Double.NaN),
            "upsample: factor is NaN for axis 3 of f32[1, 2, 4, 4], and must be finite and give at"
                + " least one element"),
        new Mistake(
            "Tensor.upsample",
            () -> PICTURE.upsample(NEAREST, 0.1, 1),
            "upsample: factor is 0.1 for axis 2 of f32[1, 2, 4, 4]"),
        new Mistake(
            "Tensor.upsample",
            () -> PICTURE.upsample(NEAREST, Double.POSITIVE_INFINITY),
            "upsample: factor is Infinity"),
        new Mistake(
            "Tensor.pixelShuffle",
            () -> PICTURE.pixelShuffle(2),
            "pixelShuffle: factor 2 of f32[1, 2, 4, 4]; its square must divide the channels"),
        new Mistake(
            "Tensor.pixelShuffle",
            () -> PICTURE.pixelShuffle(100_000),
            "pixelShuffle: factor 100000 of f32[1, 2, 4, 4]; its square must divide the channels"),
        new Mistake(
            "Tensor.pixelUnshuffle",
            () -> PICTURE.pixelUnshuffle(-2),
            "pixelUnshuffle: factor -2 of f32[1, 2, 4, 4]; it must divide height and width"));
  }

  private static List<Mistake> grids() {
    var grid = Tensor.zeros(1, 3, 3, 2);
    return List.of(
        new Mistake(
            "Tensor.gridSample",
            () -> PICTURE.gridSample(Tensor.zeros(2, 3, 3, 2), LINEAR, PaddingMode.ZEROS),
            "gridSample wants x: [n, c, h, w] and grid: [n, h′, w′, 2], or one axis more (not"
                + " CUBIC), got f32[1, 2, 4, 4] and f32[2, 3, 3, 2]"),
        new Mistake(
            "Tensor.gridSample",
            () -> PICTURE.gridSample(grid, CUBIC.antialiased(), PaddingMode.ZEROS),
            "gridSample: interpolation is Interpolation[kind=CUBIC, alignCorners=false,"
                + " antialias=true]; allowed are NEAREST, LINEAR and CUBIC without antialiasing"),
        new Mistake(
            "Tensor.gridSample",
            () -> PICTURE.gridSample(grid, LINEAR, PaddingMode.CIRCULAR),
            "gridSample: border is CIRCULAR; allowed are ZEROS, REPLICATE and REFLECT"),
        new Mistake(
            "Tensor.affineGrid",
            () -> Tensor.zeros(1, 2, 3).affineGrid(true, 3, 0),
            "affineGrid wants theta: [n, k, k + 1] and k extents from 1 on, k 2 or 3, got f32[1, 2,"
                + " 3] and [3, 0]"));
  }

  /// Those that take floating point alone, of integers.
  private static List<Mistake> typed() {
    var integers = MATRIX.cast(DType.I32);
    var mistakes = new ArrayList<Mistake>();
    Map<String, Consumer<Tensor>> functions =
        Map.ofEntries(
            Map.entry("tanh", Tensor::tanh),
            Map.entry("sigmoid", Tensor::sigmoid),
            Map.entry("gelu", Tensor::gelu),
            Map.entry("step", Tensor::step),
            Map.entry("leakyRelu", Tensor::leakyRelu),
            Map.entry("elu", Tensor::elu),
            Map.entry("selu", Tensor::selu),
            Map.entry("geluTanh", Tensor::geluTanh),
            Map.entry("silu", Tensor::silu),
            Map.entry("mish", Tensor::mish),
            Map.entry("hardSwish", Tensor::hardSwish),
            Map.entry("logSigmoid", Tensor::logSigmoid),
            Map.entry("hardSigmoid", Tensor::hardSigmoid),
            Map.entry("tanhShrink", Tensor::tanhShrink),
            Map.entry("softsign", Tensor::softsign),
            Map.entry("hardShrink", Tensor::hardShrink),
            Map.entry("threshold", x -> x.threshold(1, 0)),
            Map.entry("prelu", x -> x.prelu(MATRIX)),
            Map.entry("relu6", Tensor::relu6));
    functions.forEach(
        (name, function) ->
            mistakes.add(
                new Mistake(
                    "Tensor." + name,
                    () -> function.accept(integers),
                    name + " wants floating point, got i32[2, 3]")));
    return mistakes;
  }

  private static List<Mistake> activations() {
    return List.of(
        new Mistake(
            "Tensor.relu",
            () -> MATRIX.cast(DType.BOOL).relu(),
            "relu wants floating point, got bool[2, 3]"),
        new Mistake(
            "Tensor.hardTanh",
            () -> MATRIX.hardTanh(1, 1),
            "hardTanh: low is 1.0 and high 1.0, and low must be below high"),
        new Mistake("Tensor.celu", () -> MATRIX.celu(0), "celu: alpha is 0.0, and must not be 0"),
        new Mistake(
            "Tensor.softplus",
            () -> MATRIX.softplus(0, 20),
            "softplus: beta is 0.0, and must be above 0"),
        new Mistake(
            "Tensor.softShrink",
            () -> MATRIX.softShrink(-1),
            "softShrink: lambda is -1.0, and must be at least 0"),
        new Mistake(
            "Tensor.glu", () -> MATRIX.glu(1), "glu: axis 1 of f32[2, 3] has no two halves"),
        new Mistake(
            "Tensor.maxout",
            () -> MATRIX.maxout(2, 1),
            "maxout: 2 pieces do not divide axis 1 of f32[2, 3]; they start at 1"),
        new Mistake("Tensor.maxout", () -> MATRIX.maxout(0, 1), "maxout: 0 pieces do not divide"),
        new Mistake(
            "Tensor.softmax",
            () -> MATRIX.softmax(2),
            "axis 2 of a shape of rank 2, [2, 3]; allowed are -2 to 1"),
        new Mistake(
            "Tensor.logSoftmax",
            () -> MATRIX.logSoftmax(-3),
            "axis -3 of a shape of rank 2, [2, 3]"),
        new Mistake(
            "Tensor.softmin", () -> MATRIX.softmin(5), "axis 5 of a shape of rank 2, [2, 3]"),
        new Mistake(
            "Tensor.gumbelSoftmax",
            () -> MATRIX.gumbelSoftmax(KEY, 0, 1),
            "gumbelSoftmax: the temperature is 0.0, and must be above 0"),
        new Mistake(
            "Tensor.hardGumbelSoftmax",
            () -> MATRIX.hardGumbelSoftmax(MATRIX, 1, 1),
            "random: the key must be i64[2], got f32[2, 3]"),
        new Mistake(
            "Tensor.prelu",
            () -> MATRIX.prelu(Tensor.ones(2)),
            "prelu: slopes are f32[2], and must stretch to [2, 3]"));
  }

  private static List<Mistake> products() {
    var x = Tensor.zeros(2, 3, 4);
    var all = new Attention();
    return List.of(
        new Mistake(
            "Tensor.unfold",
            () -> MATRIX.unfold(window(2)),
            "unfold wants x: [n, c, h, w], got f32[2, 3]"),
        new Mistake(
            "Tensor.unfold",
            () -> PICTURE.unfold(window(5)),
            "a window of extent 5 does not fit 4 elements"),
        new Mistake(
            "Tensor.localResponseNorm",
            () -> MATRIX.localResponseNorm(5, 1, 1, 1),
            "localResponseNorm of f32[2, 3] with size 5; x is [n, c, …] with an axis more"),
        new Mistake(
            "Tensor.localResponseNorm",
            () -> PICTURE.localResponseNorm(0, 1, 1, 1),
            "localResponseNorm of f32[1, 2, 4, 4] with size 0"),
        new Mistake(
            "Tensor.scaledDotProductAttention",
            () -> x.scaledDotProductAttention(Tensor.zeros(2, 3, 5), x),
            "attention wants query: […, l, e] and key: […, s, e], got f32[2, 3, 4] and f32[2, 3,"
                + " 5]"),
        new Mistake(
            "Attention",
            () -> all.of(x, x, Tensor.zeros(2, 5, 4)),
            "attention wants as many values as keys, got key: f32[2, 3, 4] and value: f32[2, 5,"
                + " 4]"),
        new Mistake(
            "Attention",
            () -> all.of(x, Tensor.zeros(2, 0, 4), x),
            "attention: no keys in f32[2, 0, 4]; at least one is needed"),
        new Mistake(
            "Attention",
            () -> all.mask(Tensor.zeros(2, 2)).of(x, x, x),
            "attention: a mask is f32[2, 2], and must be bool or floating point and stretch to [2,"
                + " 3, 3]"),
        new Mistake(
            "Attention",
            () -> all.mask(Tensor.of(Shape.of(3), 1, 0, 1)).of(x, x, x),
            "attention: a mask is i32[3], and must be bool or floating point"),
        new Mistake(
            "Tensor.oneHot",
            () -> Tensor.of(Shape.of(2), 0, 1).oneHot(-1, DType.F32),
            "oneHot: -1 classes; there is at least one"),
        new Mistake(
            "Tensor.gradients",
            () -> MATRIX.gradients(List.of(MATRIX)),
            "the gradient of a scalar only: got f32[2, 3]"),
        new Mistake(
            "Tensor.numericalGradients",
            () -> MATRIX.sum().numericalGradients(List.of(MATRIX.cast(DType.I32))),
            "numerical gradients are of f32 and f64, not of i32[2, 3]"));
  }
}
