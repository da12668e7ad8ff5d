package io.ranvier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.metric.ConfusionMatrix.ClassScore;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void batchesWeighWhatTheyHold() {
    var score = Tally.NONE.add(3, 2.0, 3).add(1, 6.0, 0).score();
    assertThat(score.loss()).isEqualTo(3);
    assertThat(score.accuracy()).isEqualTo(0.75);
    assertThat(Tally.NONE.score().loss()).isNaN();
  }

  @Test
  void confusionCountsAndScores() {
    var matrix = new ConfusionMatrix(3);
    matrix.add(new int[] {0, 0, 0, 1}, new int[] {0, 0, 1, 1});
    matrix.add(new int[] {1, 1}, new int[] {0, 1});
    assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{2, 1, 0}, {1, 2, 0}, {0, 0, 0}});
    assertThat(matrix.count(0, 1)).isEqualTo(1);
    assertThat(matrix.total()).isEqualTo(6);
    assertThat(matrix.accuracy()).isCloseTo(4.0 / 6, within(1e-12));
    assertThat(matrix.byClass())
        .containsExactly(
            new ClassScore(2.0 / 3, 2.0 / 3, 4.0 / 6, 3),
            new ClassScore(2.0 / 3, 2.0 / 3, 4.0 / 6, 3),
            new ClassScore(0, 0, 0, 0));
  }

  @Test
  void badLabelsAreNamed() {
    var matrix = new ConfusionMatrix(2);
    assertThatThrownBy(() -> matrix.add(new int[] {2}, new int[] {0}))
        .hasMessageContaining("label 2, prediction 0; there are 2 classes");
    assertThatThrownBy(() -> matrix.add(new int[] {-1}, new int[] {0}))
        .hasMessageContaining("label -1");
    assertThatThrownBy(() -> matrix.add(new int[1], new int[2]))
        .hasMessageContaining("1 labels for 2 predictions");
    assertThatThrownBy(() -> new ConfusionMatrix(0)).hasMessageContaining("0 classes");
  }
}
