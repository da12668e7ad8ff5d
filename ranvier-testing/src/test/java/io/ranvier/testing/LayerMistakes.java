package io.ranvier.testing;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.AlphaDropout;
import io.ranvier.nn.Bilinear;
import io.ranvier.nn.Conv1d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Conv3d;
import io.ranvier.nn.ConvTranspose1d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.ConvTranspose3d;
import io.ranvier.nn.Dropout;
import io.ranvier.nn.Embedding;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.FractionalMaxPool;
import io.ranvier.nn.GumbelSoftmax;
import io.ranvier.nn.Linear;
import io.ranvier.nn.LocallyConnected2d;
import io.ranvier.nn.Maxout;
import io.ranvier.nn.MultiheadAttention;
import io.ranvier.nn.PRelu;
import io.ranvier.nn.RRelu;
import io.ranvier.nn.SpatialDropout;
import io.ranvier.nn.StochasticDepth;
import io.ranvier.nn.StochasticPool2d;
import io.ranvier.tensor.Attention;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.Volume;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of layers.
final class LayerMistakes {
  private static final Tensor MATRIX = Tensor.ones(2, 3);

  private LayerMistakes() {}

  static List<Mistake> all() {
    return Stream.of(linear(), convolutions(), transposed(), activations(), dropouts(), attention())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Mistake> linear() {
    return List.of(
        new Mistake("Linear", () -> new Linear(0, 3), "linear: 0 features to 3; both start at 1"),
        new Mistake(
            "Linear",
            () -> new Linear(4, 3).forward(MATRIX),
            "matmul: inner extents differ, f32[2, 3] by f32[3, 4]"),
        new Mistake(
            "Bilinear",
            () -> new Bilinear(2, -1, 3),
            "bilinear: 2 and -1 features to 3; all start at 1"),
        new Mistake(
            "Bilinear",
            () -> new Bilinear(2, 3, 4).forward(Tensor.zeros(5, 2), Tensor.zeros(5, 2)),
            "bilinear wants a: [n…, 2] and b: [n…, 3], got f32[5, 2] and f32[5, 2]"),
        new Mistake(
            "Embedding",
            () -> new Embedding(0, 3),
            "embedding: 0 rows of 3 numbers; both start at 1"),
        new Mistake(
            "Embedding",
            () -> new Embedding(5, 3).paddingIndex(5),
            "embedding: paddingIndex is 5, and must be in [0, 5)"),
        new Mistake(
            "Embedding",
            () -> new Embedding(5, 3).maxNorm(Double.NaN),
            "embedding: maxNorm is NaN, and must be above 0"),
        new Mistake(
            "Embedding",
            () -> new Embedding(5, 3).forward(Tensor.of(Shape.of(1), 5)).eval(),
            "gather: index 5 is outside [0, 5)"),
        new Mistake(
            "Flatten",
            () -> new Flatten(2).forward(MATRIX),
            "axis 2 of a shape of rank 2, [2, 3]; allowed are -2 to 1"));
  }

  private static List<Mistake> convolutions() {
    var picture = Tensor.zeros(1, 2, 4, 4);
    return List.of(
        new Mistake(
            "Conv1d",
            () -> new Conv1d(3, 4, span(3), 2),
            "conv1d: 3 channels to 4 in 2 groups; groups must divide both, and all start at 1"),
        new Mistake(
            "Conv1d",
            () -> new Conv1d(2, 3, span(5)).forward(Tensor.zeros(1, 2, 4)),
            "a window of extent 5 does not fit 4 elements with padding 0 and 0"),
        new Mistake(
            "Conv1d",
            () -> new Conv1d(2, 3, span(2)).forward(picture),
            "conv1d wants tensors of rank 3, got f32[1, 2, 4, 4] and f32[3, 2, 2]"),
        new Mistake(
            "Conv2d",
            () -> new Conv2d(4, 6, window(3), -2),
            "conv2d: 4 channels to 6 in -2 groups; groups must divide both, and all start at 1"),
        new Mistake(
            "Conv2d",
            () -> new Conv2d(2, 2, window(7).padding(1)).forward(picture),
            "a window of extent 7 does not fit 4 elements with padding 1 and 1"),
        new Mistake(
            "Conv3d",
            () -> new Conv3d(3, 0, Volume.volume(3)),
            "conv3d: 3 channels to 0 in 1 groups; groups must divide both, and all start at 1"),
        new Mistake(
            "Conv2d.depthwise",
            () -> Conv2d.depthwise(0, window(3)),
            "conv2d: 0 channels to 0 in 0 groups; groups must divide both, and all start at 1"),
        new Mistake(
            "Conv2d.pointwise",
            () -> Conv2d.pointwise(3, -1),
            "conv2d: 3 channels to -1 in 1 groups"),
        new Mistake(
            "Conv2d.separable",
            () -> Conv2d.separable(3, 0, window(3)),
            "conv2d: 3 channels to 0 in 1 groups"),
        new Mistake(
            "PaddingMode",
            () ->
                new Conv2d(2, 2, window(9).padding(4)).padded(PaddingMode.REFLECT).forward(picture),
            "pad: REFLECT by 4 and 4 along axis 3 of f32[1, 2, 4, 4]; allowed are 0 to 3"),
        new Mistake(
            "Window.same",
            () -> window(3).stride(2).same(),
            "window: stride is 2, and must be 1 for as many positions as elements"),
        new Mistake(
            "Window.same",
            () -> window(3).padding(-1),
            "window: size 3, stride 1, padding -1 and -1, dilation 1; size, stride and dilation"
                + " start at 1, padding at 0"),
        new Mistake(
            "LocallyConnected2d",
            () -> new LocallyConnected2d(2, 3, 5, 5, window(3)).forward(Tensor.zeros(1, 2, 6, 5)),
            "locallyConnected2d: f32[1, 2, 6, 5] has 12 positions that see 18 numbers each, but the"
                + " weight is f32[9, 18, 3]"),
        new Mistake(
            "FractionalMaxPool",
            () -> new FractionalMaxPool(List.of(2, 0), List.of(3, 3)),
            "fractionalMaxPool: windows of [2, 0] to [3, 3]; two or three numbers each, from 1 on"),
        new Mistake(
            "StochasticPool2d",
            () -> new StochasticPool2d(window(5)).forward(picture),
            "a window of extent 5 does not fit 4 elements with padding 0 and 0"));
  }

  private static List<Mistake> transposed() {
    var signal = Tensor.zeros(1, 2, 4);
    return List.of(
        new Mistake(
            "ConvTranspose1d",
            () -> new ConvTranspose1d(2, 3, span(3)).outputPadding(1).forward(signal),
            "convTranspose: output padding is 1, and must be at least 0 and below stride 1 or"
                + " dilation 1"),
        new Mistake(
            "ConvTranspose1d",
            () -> new ConvTranspose1d(2, 3, span(1).padding(3)).forward(signal),
            "convTranspose: padding 3 and 3 leaves nothing of 4 positions"),
        new Mistake(
            "ConvTranspose1d",
            () -> new ConvTranspose1d(2, 3, span(3)).forward(Tensor.zeros(1, 4, 4)),
            "convTranspose: 1 groups of x f32[1, 4, 4] with kernel f32[2, 3, 3]"),
        new Mistake(
            "ConvTranspose2d",
            () -> new ConvTranspose2d(4, 6, window(3), 4),
            "convTranspose2d: 4 channels to 6 in 4 groups; groups must divide both, and all start"
                + " at 1"),
        new Mistake(
            "ConvTranspose3d",
            () -> new ConvTranspose3d(2, 3, Volume.volume(2)).forward(signal),
            "convTranspose3d wants tensors of rank 5, got f32[1, 2, 4] and f32[2, 3, 2, 2, 2]"));
  }

  private static List<Mistake> activations() {
    return List.of(
        new Mistake("PRelu", () -> new PRelu(0), "pRelu: 0 channels; they start at 1"),
        new Mistake(
            "PRelu", () -> new PRelu(2).forward(MATRIX), "pRelu wants x: [n, 2, …], got f32[2, 3]"),
        new Mistake(
            "RRelu",
            () -> new RRelu(1, 0),
            "rRelu: slopes from 1.0 to 0.0; they are finite, and lower is at most upper"),
        new Mistake("RRelu", () -> new RRelu(Double.NaN, 0), "rRelu: slopes from NaN to 0.0"),
        new Mistake("Maxout", () -> new Maxout(3, 2, 0), "maxout: 0 pieces; they start at 1"),
        new Mistake(
            "Maxout",
            () -> new Maxout(new Linear(3, 4), 3),
            "maxout: 3 pieces do not divide 4 features; they start at 1"),
        new Mistake("Maxout", () -> new Maxout(3, 0, 2), "linear: 3 features to 0"),
        new Mistake(
            "GumbelSoftmax",
            () -> new GumbelSoftmax(Double.NaN, 1),
            "gumbelSoftmax: the temperature is NaN, and must be above 0"));
  }

  private static List<Mistake> dropouts() {
    return List.of(
        new Mistake(
            "Dropout", () -> new Dropout(1), "dropout: the rate is 1.0, and must be in [0, 1)"),
        new Mistake("Dropout", () -> new Dropout(-0.1), "dropout: the rate is -0.1"),
        new Mistake(
            "SpatialDropout",
            () -> new SpatialDropout(Double.NaN),
            "spatialDropout: the rate is NaN, and must be in [0, 1)"),
        new Mistake(
            "SpatialDropout",
            () -> new SpatialDropout(0.1).forward(Tensor.ones(3)),
            "spatialDropout wants x: [n, c, …], got f32[3]"),
        new Mistake(
            "StochasticDepth",
            () -> new StochasticDepth(1),
            "stochasticDepth: the rate is 1.0, and must be in [0, 1)"),
        new Mistake(
            "AlphaDropout",
            () -> new AlphaDropout(-1),
            "alphaDropout: the rate is -1.0, and must be in [0, 1)"));
  }

  private static List<Mistake> attention() {
    var x = Tensor.zeros(2, 3, 4);
    var layer = new MultiheadAttention(4, 2);
    return List.of(
        new Mistake(
            "MultiheadAttention",
            () -> new MultiheadAttention(6, 4),
            "multiheadAttention: 6 features in 4 heads; heads must divide them, and both start at"
                + " 1"),
        new Mistake(
            "MultiheadAttention",
            () -> new MultiheadAttention(4, 0),
            "multiheadAttention: 4 features in 0 heads"),
        new Mistake(
            "MultiheadAttention",
            () -> new MultiheadAttention.Settings(4, 2).keys(0),
            "multiheadAttention: 0 features of keys and 4 of values; both start at 1"),
        new Mistake(
            "MultiheadAttention",
            () -> new MultiheadAttention.Settings(4, 2).dropout(1),
            "multiheadAttention: the rate is 1.0, and must be in [0, 1)"),
        new Mistake(
            "MultiheadAttention",
            () -> layer.forward(Tensor.zeros(3, 4)),
            "multiheadAttention wants query: [n, l, 4], got f32[3, 4]"),
        new Mistake(
            "MultiheadAttention",
            () -> layer.forward(x, x, Tensor.zeros(2, 3, 5), new Attention()),
            "multiheadAttention wants value: [n, l, 4], got f32[2, 3, 5]"),
        new Mistake(
            "MultiheadAttention",
            () -> MultiheadAttention.padded(x),
            "multiheadAttention wants padding: bool[n, s], got f32[2, 3, 4]"));
  }
}
