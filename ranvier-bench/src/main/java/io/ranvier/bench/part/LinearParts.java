package io.ranvier.bench.part;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.Bilinear;
import io.ranvier.nn.Conv1d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Conv3d;
import io.ranvier.nn.ConvTranspose1d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.ConvTranspose3d;
import io.ranvier.nn.Embedding;
import io.ranvier.nn.Linear;
import io.ranvier.nn.LocallyConnected2d;
import io.ranvier.type.PaddingMode;
import java.util.List;
import java.util.stream.Stream;

/// Products and convolutions.
final class LinearParts {
  private LinearParts() {}

  static List<Part> of(Sizes s) {
    return Stream.of(products(s), convolutions(s), transposed(s)).flatMap(List::stream).toList();
  }

  private static List<Part> products(Sizes s) {
    int n = s.features();
    int few = Math.max(n / 16, 2);
    int side = s.side() / 2;
    var unshared = Input.normal(s.batch(), s.channels() / 4, side, side).lastChannels();
    return List.of(
        Part.layer("Linear", "", () -> new Linear(n, n), s.matrix()).multiplying(),
        Part.layer(
                "Bilinear", "", () -> new Bilinear(few, few, few), Input.normal(s.rows(), 2 * few))
            .multiplying(),
        Part.layer(
            "Embedding",
            n + " words of " + s.hidden(),
            () -> new Embedding(n, s.hidden()),
            Input.labels(n, s.batch(), s.steps())),
        Part.layer(
                "LocallyConnected2d",
                "3x3",
                () -> {
                  int c = s.channels() / 4;
                  return new LocallyConnected2d(c, c, side, side, window(3).padding(1));
                },
                unshared)
            .multiplying(),
        Part.function(
            "Tensor.unfold",
            "3x3",
            x -> x.unfold(window(3).padding(1)),
            Input.normal(s.batch(), s.channels() / 8, s.side(), s.side())));
  }

  private static List<Part> convolutions(Sizes s) {
    int c = s.channels();
    var same = window(3).padding(1);
    return Stream.of(
            Part.layer("Conv2d", "3x3", () -> new Conv2d(c, c, same), s.pictures()),
            Part.layer(
                "Conv2d", "3x3, stride 2", () -> new Conv2d(c, c, same.stride(2)), s.pictures()),
            Part.layer("Conv2d", "3x3, row-major", () -> new Conv2d(c, c, same), s.flatPictures()),
            Part.layer("Conv2d.pointwise", "", () -> Conv2d.pointwise(c, c), s.pictures()),
            Part.layer("Conv2d.depthwise", "3x3", () -> Conv2d.depthwise(c, same), s.pictures()),
            Part.layer("Conv2d.separable", "3x3", () -> Conv2d.separable(c, c, same), s.pictures()),
            Part.layer(
                "PaddingMode",
                "Conv2d 3x3, reflect",
                () -> new Conv2d(c, c, same).padded(PaddingMode.REFLECT),
                s.pictures()),
            Part.layer("Conv1d", "3", () -> new Conv1d(c, c, span(3).padding(1)), s.signals()),
            Part.layer(
                "Conv3d", "3x3x3", () -> new Conv3d(c, c, volume(3).padding(1)), s.volumes()))
        .map(Part::multiplying)
        .toList();
  }

  private static List<Part> transposed(Sizes s) {
    int c = s.channels();
    return Stream.of(
            Part.layer(
                "ConvTranspose1d",
                "4, stride 2",
                () -> new ConvTranspose1d(c, c, span(4).stride(2).padding(1)),
                s.signals()),
            Part.layer(
                "ConvTranspose2d",
                "4x4, stride 2",
                () -> new ConvTranspose2d(c, c, window(4).stride(2).padding(1)),
                s.smallPictures()),
            Part.layer(
                "ConvTranspose3d",
                "2x2x2, stride 2",
                () -> new ConvTranspose3d(c, c, volume(2).stride(2)),
                s.volumes()))
        .map(Part::multiplying)
        .toList();
  }
}
