package io.ranvier.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.backend.Storage;
import io.ranvier.plan.Device;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariableTest {
  private static Tensor vector(float... data) {
    return Tensor.of(Shape.of(data.length), data);
  }

  @Test
  void anUpdateIsComputedInPlace() {
    var w = new Variable("w", vector(1, 2, 3));
    var before = block(w);
    w.assign(w.value().sub(w.value().mul(Tensor.scalar(0.5))));
    Variable.update(List.of(w), List.of());
    assertThat(w.value().toFloats()).containsExactly(0.5f, 1, 1.5f);
    assertThat(block(w)).isSameAs(before);
  }

  private static Object block(Variable v) {
    return v.value().value().source() instanceof Storage s ? s.block() : "not computed";
  }

  @Test
  void severalVariablesMoveOnTogetherFromTheirOldValues() {
    var a = new Variable("a", vector(1, 2));
    var b = new Variable("b", vector(10, 20));
    var oldA = a.value();
    a.assign(b.value().add(oldA));
    b.assign(oldA.mul(2));
    var sum = oldA.sum();
    Variable.update(List.of(a, b), List.of(sum));
    assertThat(a.value().toFloats()).containsExactly(11, 22);
    assertThat(b.value().toFloats()).containsExactly(2, 4);
    assertThat(sum.item()).isEqualTo(3);
  }

  @Test
  void twoVariablesCanSwap() {
    var a = new Variable("a", vector(1, 2));
    var b = new Variable("b", vector(3, 4));
    var old = a.value();
    a.assign(b.value());
    b.assign(old);
    Variable.update(List.of(a, b), List.of());
    assertThat(a.value().toFloats()).containsExactly(3, 4);
    assertThat(b.value().toFloats()).containsExactly(1, 2);
  }

  @Test
  void aTensorThatStillDependsOnAnUpdatedValueFailsAndSaysHowToKeepIt() {
    var w = new Variable("fc.weight", vector(1, 2));
    var late = w.value().mul(3);
    var early = w.value().mul(5).eval();
    w.assign(w.value().add(1));
    Variable.update(List.of(w), List.of());
    assertThat(early.toFloats()).containsExactly(5, 10);
    assertThatThrownBy(late::toFloats)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"fc.weight\" has been updated")
        .hasMessageContaining("eval");
  }

  @Test
  void theInitialTensorIsNotTakenAway() {
    var initial = vector(1, 2);
    var w = new Variable("w", initial);
    w.assign(w.value().add(1));
    Variable.update(List.of(w), List.of());
    assertThat(initial.toFloats()).containsExactly(1, 2);
  }

  @Test
  void aVariableThatStartsAsAnotherIsItsOwn() {
    var a = new Variable("a", vector(1, 2));
    var b = new Variable("b", a.value());
    a.assign(a.value().mul(10));
    Variable.update(List.of(a), List.of());
    assertThat(a.value().toFloats()).containsExactly(10, 20);
    assertThat(b.value().toFloats()).containsExactly(1, 2);
  }

  @Test
  void anotherTypeIsRefused() {
    var w = new Variable("conv1.weight", vector(1, 2));
    assertThatThrownBy(() -> w.assign(vector(1, 2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("assigning f32[3] to \"conv1.weight\", which is f32[2]");
  }

  @Test
  void aFailedUpdateLeavesEverythingAsItWas() {
    var w = new Variable("w", Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6f));
    var loss = w.value().crossEntropy(Tensor.of(Shape.of(2), 1, 7)).mean();
    w.assign(w.value().sub(loss.gradient(w.value())));
    assertThatThrownBy(() -> Variable.update(List.of(w), List.of(loss)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("7");
    w.reset();
    assertThat(w.value().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void stepsRunOnePlan() throws Exception {
    var device =
        new Device(
            new io.ranvier.backend.reference.ReferenceBackend(), io.ranvier.plan.Options.DEFAULT);
    device.run(
        () -> {
          var w = new Variable("w", vector(1, 2, 3));
          for (int step = 0; step < 10; step++) {
            var loss = w.value().square().sum();
            var rate = Tensor.scalar(0.1 / (1 + step));
            w.assign(w.value().sub(loss.gradient(w.value()).mul(rate)));
            Variable.update(List.of(w), List.of(loss));
          }
          return null;
        });
    assertThat(device.planStats().made()).isEqualTo(1);
    assertThat(device.planStats().found()).isEqualTo(9);
  }
}
