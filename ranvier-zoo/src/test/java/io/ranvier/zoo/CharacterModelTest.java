package io.ranvier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.nn.Recurrent;
import io.ranvier.nn.Variables;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CharacterModelTest {
  private static final int CHARACTERS = 65;

  private static long parameters(Kind kind) {
    return Variables.parameters(new CharacterModel(kind, CHARACTERS)).values().stream()
        .mapToLong(p -> p.type().shape().size())
        .sum();
  }

  @Test
  void theNumberOfParametersByHand() {
    long ends = CHARACTERS * (64L + 512 + 1);
    for (var kind : Kind.values()) {
      long rows = kind.gates() * 512L;
      long layers = rows * (64 + 512) + rows * (512 + 512) + 4 * rows;
      assertThat(parameters(kind)).as("%s", kind).isEqualTo(ends + layers);
    }
    assertThat(parameters(Kind.LSTM)).isEqualTo(3_322_497);
  }

  private static CharacterModel small() {
    return new CharacterModel(7, Recurrent.gru(CharacterModel.embedded(), 8).layers(2));
  }

  @Test
  void nothingIsKnownOfWhatComesNext() {
    var model = small();
    var first = model.forward(Tensor.of(Shape.of(1, 4), 1, 2, 3, 4)).toFloats();
    var second = model.forward(Tensor.of(Shape.of(1, 4), 1, 2, 3, 5)).toFloats();
    int known = 3 * 7;
    assertThat(Arrays.copyOf(second, known)).isEqualTo(Arrays.copyOf(first, known));
    assertThat(second).isNotEqualTo(first);
    assertThatThrownBy(() -> new CharacterModel(7, Recurrent.gru(64, 8).bidirectional()))
        .hasMessageContaining("knows what comes next");
  }

  @Test
  void aRunGoesOnWhereAnotherEnded() {
    var model = small();
    var whole = model.forward(Tensor.of(Shape.of(1, 3), 1, 2, 3)).toFloats();
    var begun = model.run(Tensor.of(Shape.of(1, 2), 1, 2), List.of());
    var rest = model.run(Tensor.of(Shape.of(1, 1), 3), begun.states());
    assertThat(rest.output().toFloats()).isEqualTo(Arrays.copyOfRange(whole, 14, 21));
  }
}
