package io.ranvier.bench.part;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.FractionalMaxPool;
import io.ranvier.nn.StochasticPool2d;
import io.ranvier.type.Interpolation;
import io.ranvier.type.PaddingMode;
import java.util.List;
import java.util.stream.Stream;

/// What is done to pictures beside convolution: pooling, borders, other extents.
final class PictureParts {
  private PictureParts() {}

  static List<Part> pooling(Sizes s) {
    return Stream.of(windows(s), adaptive(s)).flatMap(List::stream).toList();
  }

  private static List<Part> windows(Sizes s) {
    var halves = span(2).stride(2);
    var quarters = window(2).stride(2);
    var eighths = volume(2).stride(2);
    return List.of(
        Part.function("Tensor.maxPool2d", "2x2", x -> x.maxPool2d(2), s.pictures()),
        Part.function(
            "Tensor.maxPool2d",
            "3x3, stride 2",
            x -> x.maxPool2d(window(3).stride(2).padding(1)),
            s.pictures()),
        Part.function("Tensor.maxPool2d", "2x2, row-major", x -> x.maxPool2d(2), s.flatPictures()),
        Part.function("Tensor.avgPool2d", "2x2", x -> x.avgPool2d(2), s.pictures()),
        Part.function("Tensor.lpPool2d", "2x2", x -> x.lpPool2d(2, quarters, false), s.pictures()),
        Part.function("Tensor.maxPool1d", "2", x -> x.maxPool1d(halves), s.signals()),
        Part.function("Tensor.avgPool1d", "2", x -> x.avgPool1d(halves), s.signals()),
        Part.function("Tensor.lpPool1d", "2", x -> x.lpPool1d(2, halves, false), s.signals()),
        Part.function("Tensor.maxPool3d", "2x2x2", x -> x.maxPool3d(eighths), s.volumes()),
        Part.function("Tensor.avgPool3d", "2x2x2", x -> x.avgPool3d(eighths), s.volumes()),
        Part.layer("StochasticPool2d", "2x2", () -> new StochasticPool2d(quarters), s.pictures()));
  }

  private static List<Part> adaptive(Sizes s) {
    int parts = s.side() / 8;
    int most = s.side() * 7 / 10;
    var small = s.smallPictures();
    var places = Input.labels(4, small.shape().dims()).lastChannels();
    return List.of(
        Part.function("Tensor.mean", "global", x -> x.mean(2, 3), s.pictures()),
        Part.function("Tensor.max", "global", x -> x.max(2, 3), s.pictures()),
        Part.function(
            "Tensor.adaptiveAvgPool",
            "to " + parts + "x" + parts,
            x -> x.adaptiveAvgPool(parts, parts),
            s.pictures()),
        Part.function(
            "Tensor.adaptiveMaxPool",
            "to " + parts + "x" + parts,
            x -> x.adaptiveMaxPool(parts, parts),
            s.pictures()),
        Part.layer(
            "FractionalMaxPool",
            "2x2 to " + most + "x" + most,
            () -> new FractionalMaxPool(List.of(2, 2), List.of(most, most)),
            s.pictures()),
        Part.function(
            "Tensor.spatialPyramidPool",
            "1, 2, 4",
            x -> x.spatialPyramidPool(1, 2, 4),
            s.pictures()),
        Part.function(
            "Tensor.maxUnpool",
            "to " + s.side() + "x" + s.side(),
            x -> x.get(0).maxUnpool(x.get(1), s.side(), s.side()),
            List.of(small, places)));
  }

  static List<Part> vision(Sizes s) {
    return Stream.of(borders(s), resizing(s)).flatMap(List::stream).toList();
  }

  private static List<Part> borders(Sizes s) {
    var blocks = Input.normal(s.batch(), 4 * s.channels(), s.side() / 2, s.side() / 2);
    return List.of(
        Part.function(
            "Tensor.pad", "reflect 1", x -> x.pad(PaddingMode.REFLECT, 1, 1, 1, 1), s.pictures()),
        Part.function("Tensor.padConstant", "1", x -> x.padConstant(0, 1, 1, 1, 1), s.pictures()),
        Part.function("Tensor.pixelShuffle", "2", x -> x.pixelShuffle(2), blocks.lastChannels()),
        Part.function("Tensor.pixelUnshuffle", "2", x -> x.pixelUnshuffle(2), s.pictures()));
  }

  private static List<Part> resizing(Sizes s) {
    int twice = s.side();
    var linear = Interpolation.LINEAR;
    var grid = Input.uniform(s.batch(), s.side(), s.side(), 2);
    return List.of(
        resize("Tensor.resize", "linear", linear, twice, s.smallPictures()),
        resize("Tensor.resize", "cubic", Interpolation.CUBIC, twice, s.smallPictures()),
        resize(
            "Tensor.resize", "linear, antialiased", linear.antialiased(), twice / 2, s.pictures()),
        resize("Tensor.resize", "area", Interpolation.AREA, twice / 2, s.pictures()),
        Part.function(
            "Tensor.upsample",
            "nearest, 2 times",
            x -> x.upsample(Interpolation.NEAREST, 2, 2),
            s.smallPictures()),
        Part.function(
            "Tensor.gridSample",
            "linear",
            x -> x.get(0).gridSample(x.get(1).mul(2).sub(1), linear, PaddingMode.ZEROS),
            List.of(s.pictures(), grid)),
        Part.function(
            "Tensor.affineGrid",
            "to " + twice + "x" + twice,
            x -> x.affineGrid(false, twice, twice),
            Input.normal(s.batch(), 2, 3)));
  }

  private static Part resize(
      String name, String kind, Interpolation interpolation, int side, Input input) {
    var options = kind + " to " + side + "x" + side;
    return Part.function(name, options, x -> x.resize(interpolation, side, side), input);
  }
}
