package io.ranvier.testing;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.nn.Bilinear;
import io.ranvier.nn.Conv1d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Conv3d;
import io.ranvier.nn.ConvTranspose1d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.Embedding;
import io.ranvier.nn.Linear;
import io.ranvier.nn.LocallyConnected2d;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Volume;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Wrong arguments of layers and of functions on pictures: the error says which, its value, and
/// what is allowed.
final class LayerErrorsTest {

  /// @param message that the error begins with
  record Mistake(Runnable code, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  static List<Mistake> linear() {
    return List.of(
        new Mistake(() -> new Linear(0, 3), "linear: 0 features to 3; both start at 1"),
        new Mistake(
            () -> new Bilinear(2, -1, 3), "bilinear: 2 and -1 features to 3; all start at 1"),
        new Mistake(
            () -> new Bilinear(2, 3, 4).forward(Tensor.zeros(5, 2), Tensor.zeros(5, 2)),
            "bilinear wants a: [n…, 2] and b: [n…, 3], got f32[5, 2] and f32[5, 2]"),
        new Mistake(() -> new Embedding(0, 3), "embedding: 0 rows of 3 numbers; both start at 1"),
        new Mistake(
            () -> new Embedding(5, 3).paddingIndex(5),
            "embedding: paddingIndex is 5, and must be in [0, 5)"),
        new Mistake(
            () -> new Embedding(5, 3).maxNorm(Double.NaN),
            "embedding: maxNorm is NaN, and must be above 0"),
        new Mistake(
            () -> new Embedding(5, 3).forward(Tensor.of(io.ranvier.type.Shape.of(1), 5)).eval(),
            "gather: index 5 is outside [0, 5)"));
  }

  static List<Mistake> convolutions() {
    return List.of(
        new Mistake(
            () -> new Conv1d(3, 4, span(3), 2),
            "conv1d: 3 channels to 4 in 2 groups; groups must divide both, and all start at 1"),
        new Mistake(
            () -> new Conv3d(3, 0, Volume.volume(3)),
            "conv3d: 3 channels to 0 in 1 groups; groups must divide both, and all start at 1"),
        new Mistake(
            () -> new ConvTranspose2d(4, 6, window(3), 4),
            "convTranspose2d: 4 channels to 6 in 4 groups; groups must divide both"),
        new Mistake(
            () -> new Conv1d(2, 3, span(5)).forward(Tensor.zeros(1, 2, 4)),
            "a window of extent 5 does not fit 4 elements with padding 0 and 0"),
        new Mistake(
            () -> new Conv1d(2, 3, span(2)).forward(Tensor.zeros(1, 2, 4, 4)),
            "conv1d wants tensors of rank 3, got f32[1, 2, 4, 4] and f32[3, 2, 2]"),
        new Mistake(
            () -> span(3).stride(2).same(),
            "window: stride is 2, and must be 1 for as many positions as elements"),
        new Mistake(
            () -> window(3).padding(-1),
            "window: size 3, stride 1, padding -1 and -1, dilation 1; size, stride and dilation"),
        new Mistake(
            () ->
                new ConvTranspose1d(2, 3, span(3)).outputPadding(1).forward(Tensor.zeros(1, 2, 4)),
            "convTranspose: output padding is 1, and must be at least 0 and below stride 1 or"
                + " dilation 1"),
        new Mistake(
            () -> new ConvTranspose1d(2, 3, span(1).padding(3)).forward(Tensor.zeros(1, 2, 4)),
            "convTranspose: padding 3 and 3 leaves nothing of 4 positions"),
        new Mistake(
            () -> new ConvTranspose1d(2, 3, span(3)).forward(Tensor.zeros(1, 4, 4)),
            "convTranspose: 1 groups of x f32[1, 4, 4] with kernel f32[2, 3, 3]"),
        new Mistake(
            () -> new LocallyConnected2d(2, 3, 5, 5, window(3)).forward(Tensor.zeros(1, 2, 6, 5)),
            "locallyConnected2d: f32[1, 2, 6, 5] has 12 positions that see 18 numbers each, but the"
                + " weight is f32[9, 18, 3]"));
  }

  static List<Mistake> borders() {
    var x = Tensor.zeros(1, 2, 4, 4);
    return List.of(
        new Mistake(
            () -> x.pad(PaddingMode.REFLECT, 4, 0),
            "pad: REFLECT by 4 and 0 along axis 3 of f32[1, 2, 4, 4]; allowed are 0 to 3"),
        new Mistake(
            () -> x.pad(PaddingMode.CIRCULAR, 0, 0, 0, 5),
            "pad: CIRCULAR by 0 and 5 along axis 2 of f32[1, 2, 4, 4]; allowed are 0 to 4"),
        new Mistake(
            () -> x.pad(PaddingMode.REPLICATE, -1, 0),
            "pad: REPLICATE by -1 and 0 along axis 3 of f32[1, 2, 4, 4]; allowed are 0 to any"),
        new Mistake(
            () -> x.pad(PaddingMode.ZEROS, 1, 2, 3),
            "pad: 3 sides of f32[1, 2, 4, 4]; two for each axis, the last axis first"),
        new Mistake(
            () -> x.padConstant(1, -3, -2),
            "pad: [-3, -2] would cut more than the 4 elements of axis 3 of f32[1, 2, 4, 4]"),
        new Mistake(
            () -> new Conv2d(2, 2, window(9).padding(4)).padded(PaddingMode.REFLECT).forward(x),
            "pad: REFLECT by 4 and 4 along axis 3 of f32[1, 2, 4, 4]; allowed are 0 to 3"));
  }

  @ParameterizedTest
  @MethodSource({"linear", "convolutions", "borders"})
  void saysWhatIsWrong(Mistake mistake) {
    assertThatThrownBy(mistake.code()::run).hasMessageStartingWith(mistake.message());
  }
}
