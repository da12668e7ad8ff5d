package io.ranvier.testing;

import static io.ranvier.type.Interpolation.AREA;
import static io.ranvier.type.Interpolation.CUBIC;
import static io.ranvier.type.Interpolation.LINEAR;
import static io.ranvier.type.Interpolation.NEAREST;
import static io.ranvier.type.Interpolation.NEAREST_EXACT;
import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.tensor.Attention;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Interpolation;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Every function of tensors that networks are made of and that is no operation by itself, with
/// options that are not the defaults: activations, convolutions, pooling, padding, vision. A row is
/// called as its function, and what is special behind a comma. Operations are in [Samples].
final class FunctionSamples {
  private static final Input SIGNAL = Input.any(2, 3, 7);
  private static final Input PICTURE = Input.any(2, 3, 5, 6);
  private static final Input VOLUME = Input.any(2, 2, 4, 3, 5);

  private FunctionSamples() {}

  static List<Sample> all() {
    return Stream.of(
            activations(),
            convolutions(),
            networks(),
            maxima(),
            means(),
            places(),
            borders(),
            sizes(),
            grids())
        .flatMap(List::stream)
        .toList();
  }

  private static Sample of(String name, Input x, UnaryOperator<Tensor> function) {
    return Sample.of(name, x, v -> function.apply(Tensor.of(v)).value());
  }

  private static Sample of(String name, Input a, Input b, BinaryOperator<Tensor> function) {
    return Sample.of(name, a, b, (x, y) -> function.apply(Tensor.of(x), Tensor.of(y)).value());
  }

  private static List<Sample> activations() {
    var x = Input.signed(0.06, 0.4, 4, 6);
    var key = Tensor.key(20_260_101, 1);
    var samples = new ArrayList<Sample>();
    ActivationsTest.FUNCTIONS.forEach(
        (name, function) -> samples.add(of(name.replaceFirst(" ", ", "), x, function)));
    samples.addAll(
        List.of(
            of("identity", x, Tensor::identity),
            of("step", x, Tensor::step),
            of("relu", x, Tensor::relu),
            of("prelu", x, Input.any(6), Tensor::prelu),
            of("sigmoid", x, Tensor::sigmoid),
            of("tanh", x, Tensor::tanh),
            of("maxout", x, y -> y.maxout(3, 1)),
            of("softmax", x, y -> y.softmax(0)),
            of("logSoftmax", x, y -> y.logSoftmax(0)),
            of("gumbelSoftmax", x, y -> y.gumbelSoftmax(key, 0.7, 1)),
            of("hardGumbelSoftmax", x, y -> y.hardGumbelSoftmax(key, 0.7, 1))));
    return samples;
  }

  private static List<Sample> convolutions() {
    var line = span(3).stride(2).padding(1);
    var square = window(3).stride(2).padding(1);
    var cube = volume(2).stride(2).padding(1);
    return List.of(
        of("conv1d", SIGNAL, Input.any(4, 3, 3), (x, k) -> x.conv1d(k, line, 1)),
        of("conv2d", PICTURE, Input.any(6, 1, 3, 3), (x, k) -> x.conv2d(k, square, 3)),
        of("conv3d", VOLUME, Input.any(4, 1, 2, 2, 2), (x, k) -> x.conv3d(k, cube, 2)),
        of(
            "convTranspose1d",
            SIGNAL,
            Input.any(3, 2, 3),
            (x, k) -> x.convTranspose1d(k, line, List.of(1), 1)),
        of(
            "convTranspose2d",
            PICTURE,
            Input.any(3, 2, 3, 3),
            (x, k) -> x.convTranspose2d(k, square, List.of(1, 0), 3)),
        of(
            "convTranspose3d",
            VOLUME,
            Input.any(2, 1, 2, 2, 2),
            (x, k) -> x.convTranspose3d(k, cube, List.of(0, 1, 0), 2)),
        of("unfold", PICTURE, x -> x.unfold(square)));
  }

  private static List<Sample> networks() {
    return List.of(
        of("matmul", Input.any(3, 4), Input.any(4, 5), Tensor::matmul),
        Sample.of(
            "batchNorm",
            List.of(PICTURE, Input.any(3), Input.any(3)),
            in ->
                Tensor.of(in.get(0))
                    .batchNorm(Tensor.of(in.get(1)), Tensor.of(in.get(2)), 1e-3)
                    .stream()
                    .map(Tensor::value)
                    .toList()),
        of("localResponseNorm", PICTURE, x -> x.localResponseNorm(2, 0.5, 0.75, 1.5)),
        of(
            "crossEntropy",
            Input.any(3, 4),
            Input.integers(DType.I32, 0, 4, 3),
            Tensor::crossEntropy),
        attention("causal", Input.any(3, 5), (a, _) -> a.causal().zero().scale(0.7)),
        attention("masked", Input.mask(3, 5), Attention::mask),
        attention("with a bias", Input.any(3, 5), Attention::mask));
  }

  private static Sample attention(
      String name, Input mask, BiFunction<Attention, Tensor, Attention> options) {
    return Sample.of(
        "scaledDotProductAttention, " + name,
        List.of(Input.any(2, 3, 4), Input.any(2, 5, 4), Input.any(2, 5, 3), mask),
        in -> {
          var x = in.stream().map(Tensor::of).toList();
          var attention = options.apply(new Attention(), x.get(3));
          return List.of(x.get(0).scaledDotProductAttention(x.get(1), x.get(2), attention).value());
        });
  }

  private static List<Sample> maxima() {
    var line = span(3).stride(2).padding(1).dilation(2);
    var square = window(3).stride(2).padding(1);
    var box = volume(3, 2, 3).stride(2, 1, 2).padding(1, 0, 1).dilation(1, 2, 1);
    return List.of(
        of("maxPool1d", SIGNAL, x -> x.maxPool1d(span(2).stride(2))),
        of("maxPool1d, ceil mode", SIGNAL, x -> x.maxPool1d(line, true).getFirst()),
        of("maxPool2d", PICTURE, x -> x.maxPool2d(2)),
        of("maxPool2d, ceil mode", PICTURE, x -> x.maxPool2d(square, true).getFirst()),
        of("maxPool3d", VOLUME, x -> x.maxPool3d(volume(2))),
        of("maxPool3d, ceil mode", VOLUME, x -> x.maxPool3d(box, true).getFirst()),
        of("adaptiveMaxPool", PICTURE, x -> x.adaptiveMaxPool(3, 4)),
        of("adaptiveMaxPool, even", PICTURE, x -> x.adaptiveMaxPool(5, 3)),
        of(
            "adaptiveMaxPoolWithIndices",
            VOLUME,
            x -> x.adaptiveMaxPoolWithIndices(2, 3, 2).getFirst()),
        of("spatialPyramidPool", PICTURE, x -> x.spatialPyramidPool(1, 2, 3)));
  }

  private static List<Sample> means() {
    var line = span(3).stride(2).padding(1);
    var square = window(3, 2).stride(2).padding(1);
    var cube = volume(2).stride(2).padding(1);
    return List.of(
        of("avgPool1d", SIGNAL, x -> x.avgPool1d(span(3))),
        of("avgPool1d, ceil mode", SIGNAL, x -> x.avgPool1d(line, true, true)),
        of("avgPool2d", PICTURE, x -> x.avgPool2d(2)),
        of("avgPool2d, ceil mode", PICTURE, x -> x.avgPool2d(square, true, true)),
        of("avgPool2d, uncounted", PICTURE, x -> x.avgPool2d(square, true, false)),
        of("avgPool3d", VOLUME, x -> x.avgPool3d(volume(2))),
        of("avgPool3d, ceil mode", VOLUME, x -> x.avgPool3d(cube, true, false)),
        of("lpPool1d", Input.uniform(0.5, 2, 2, 3, 7), x -> x.lpPool1d(1.5, line, true)),
        of("lpPool2d", PICTURE, x -> x.lpPool2d(2, window(2).stride(2), true)),
        of("lpPool2d, of order 3", PICTURE, x -> x.square().lpPool2d(3, window(2), false)),
        of("adaptiveAvgPool", PICTURE, x -> x.adaptiveAvgPool(3, 7)));
  }

  private static List<Sample> places() {
    var shared = Input.fixed(TensorType.of(DType.I32, 1, 2, 2, 2), 0, 5, 5, 8, 3, 2, 1, 0);
    var samples = Input.uniform(0, 1, 2, 3, 2);
    return List.of(
        of("maxUnpool", Input.any(1, 2, 2, 2), shared, (x, index) -> x.maxUnpool(index, 3, 4)),
        of(
            "fractionalMaxPool",
            PICTURE,
            samples,
            (x, u) -> x.fractionalMaxPool(List.of(2, 3), List.of(3, 2), u).getFirst()),
        of("stochasticPool2d, expected", PICTURE, x -> x.stochasticPool2d(window(2).stride(2))),
        of(
            "stochasticPool2d, drawn",
            PICTURE,
            Input.uniform(0, 1, 2, 3, 2, 3),
            (x, u) -> x.stochasticPool2d(window(2).stride(2), u)));
  }

  private static List<Sample> borders() {
    var same = window(3).padding(1, 2).spans();
    return List.of(
        of("pad, zeros", PICTURE, x -> x.pad(PaddingMode.ZEROS, 1, -2, 3, 0)),
        of("pad, reflect", PICTURE, x -> x.pad(PaddingMode.REFLECT, 5, 1, 0, 2)),
        of("pad, replicate", VOLUME, x -> x.pad(PaddingMode.REPLICATE, 1, 2, 3, 0, 1, 1)),
        of("pad, circular", SIGNAL, x -> x.pad(PaddingMode.CIRCULAR, 7, 2)),
        of("pad, of a window", PICTURE, x -> x.pad(PaddingMode.REFLECT, same)),
        of("padConstant", PICTURE, x -> x.padConstant(0.5, 2, 1, -1, 3)));
  }

  private static List<Sample> sizes() {
    return List.of(
        of("resize, nearest", PICTURE, x -> x.resize(NEAREST, 10, 4)),
        of("resize, nearest exact", SIGNAL, x -> x.resize(NEAREST_EXACT, 4)),
        of("resize, linear", VOLUME, x -> x.resize(LINEAR, 3, 5, 4)),
        of("resize, linear, aligned", PICTURE, x -> x.resize(LINEAR.aligned(), 7, 3)),
        of("resize, linear, antialiased", PICTURE, x -> x.resize(LINEAR.antialiased(), 3, 4)),
        of("resize, cubic", PICTURE, x -> x.resize(CUBIC, 7, 3)),
        of(
            "resize, cubic, antialiased",
            PICTURE,
            x -> x.resize(CUBIC.aligned().antialiased(), 3, 9)),
        of("resize, area", PICTURE, x -> x.resize(AREA, 3, 4)),
        of("upsample", PICTURE, x -> x.upsample(LINEAR, 1.6, 2)),
        of("upsample, cubic", PICTURE, x -> x.upsample(CUBIC.aligned(), 2, 1.3)),
        of("pixelShuffle", Input.any(2, 8, 3, 2), x -> x.pixelShuffle(2)),
        of("pixelUnshuffle", Input.any(2, 3, 6, 3), x -> x.pixelUnshuffle(3)));
  }

  private static List<Sample> grids() {
    var samples = new ArrayList<Sample>();
    for (var border : List.of(PaddingMode.ZEROS, PaddingMode.REPLICATE, PaddingMode.REFLECT)) {
      for (var kernel : List.of(NEAREST, LINEAR, LINEAR.aligned(), CUBIC, CUBIC.aligned())) {
        samples.add(gridSample(kernel, border, PICTURE, Input.uniform(-1.4, 1.4, 2, 4, 3, 2)));
      }
      samples.add(gridSample(LINEAR, border, VOLUME, Input.uniform(-1.4, 1.4, 2, 2, 3, 2, 3)));
    }
    samples.add(of("affineGrid", Input.any(2, 2, 3), x -> x.affineGrid(true, 3, 4)));
    samples.add(
        of("affineGrid, of a volume", Input.any(2, 3, 4), x -> x.affineGrid(false, 2, 3, 4)));
    return samples;
  }

  private static Sample gridSample(Interpolation kernel, PaddingMode border, Input x, Input grid) {
    return of(
        "gridSample, %s%s, %s, rank %d"
            .formatted(
                kernel.kind(), kernel.alignCorners() ? " aligned" : "", border, x.type().rank()),
        x,
        grid,
        (picture, places) -> picture.gridSample(places, kernel, border));
  }
}
