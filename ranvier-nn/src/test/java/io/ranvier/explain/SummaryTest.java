package io.ranvier.explain;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.explain.Summary.Row;
import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.Initializer;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private record Block(Conv2d conv1, BatchNorm2d bn1) implements Layer {
    Block() {
      this(new Conv2d(4, 4, window(3).padding(1), 2).withoutBias(), new BatchNorm2d(4));
    }

    @Override
    public Tensor forward(Tensor x) {
      return bn1.forward(conv1.forward(x)).add(x).relu();
    }
  }

  @Test
  void showsLayersAndWhatIsBetweenThem() {
    var summary =
        Summary.of(
            Sequential.of(new Block(), new Flatten(), new Linear(36, 5)), Shape.of(2, 4, 3, 3));
    var pictures = Shape.of(2, 4, 3, 3);
    assertThat(summary.rows())
        .containsExactly(
            // 4 channels of 9 positions, each over 2 channels of 3 × 3 taps, for 2 pictures.
            new Row("0.conv1", "Conv2d 4 → 4, 3x3 padding 1 in 2 groups", pictures, 72, 1296),
            new Row("0.bn1", "BatchNorm2d", pictures, 8, 0),
            new Row("", "add", pictures, 0, 0),
            new Row("", "relu", pictures, 0, 0),
            new Row("2", "Linear 36 → 5", Shape.of(2, 5), 185, 360));
    assertThat(summary.parameters()).isEqualTo(72 + 8 + 185);
    assertThat(summary.multiplyAdds()).isEqualTo(1296 + 360);
    assertThat(summary.unused()).isEmpty();
  }

  @Test
  void whatIsSharedCountsOnceAndRunsTwice() {
    var shared = new Linear(3, 3);
    var summary = Summary.of(Sequential.of(shared, Tensor::relu, shared), Shape.of(1, 3));
    assertThat(summary.rows()).extracting(Row::path).containsExactly("0", "", "0");
    assertThat(summary.rows()).extracting(Row::parameters).containsExactly(12L, 0L, 0L);
    assertThat(summary.parameters()).isEqualTo(12);
    assertThat(summary.multiplyAdds()).isEqualTo(18);
    var inARow = Summary.of(Sequential.of(shared, shared), Shape.of(1, 3));
    assertThat(inARow.rows()).extracting(Row::multiplyAdds).containsExactly(9L, 9L);
  }

  @Test
  void whatIsNotReadIsSaid() {
    record Half(Linear used, Linear spare, Parameter scale) implements Layer {
      @Override
      public Tensor forward(Tensor x) {
        return used.forward(x).mul(scale.value());
      }
    }
    var half =
        new Half(
            new Linear(2, 2),
            new Linear(2, 2),
            new Parameter(Shape.of(1), Initializer.constant(1)));
    var summary = Summary.of(half, Shape.of(1, 2));
    assertThat(summary.unused()).containsExactly("spare.weight", "spare.bias");
    assertThat(summary.rows().getLast()).isEqualTo(new Row("", "Half", Shape.of(1, 2), 1, 0));
    assertThat(summary.toString()).contains("not read: spare.weight, spare.bias");
  }

  @Test
  void fitsEightyColumns() {
    Layer model = new Linear(1000, 1000);
    for (int depth = 0; depth < 30; depth++) model = Sequential.of(model);
    var text = Summary.of(model, Shape.of(1000, 1000)).toString();
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text).contains("1,001,000", "1,000,000,000", "….0");
  }
}
