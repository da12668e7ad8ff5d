package io.ranvier.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.op.Data;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
  private static final TensorType TYPE = TensorType.of(DType.F32, 2);

  /// `between` nodes that nobody asks for are made between any two: few, and the order is found by
  /// a table; many, and it is found by comparing.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40})
  void eachNodeHasItsPlaceBehindItsInputs(int between) {
    var random = new SplittableRandom(between);
    var values = new ArrayList<Value>(List.of(Node.of(new Data(TYPE))));
    for (int i = 0; i < 700; i++) {
      for (int k = 0; k < between; k++) Node.of(new Data(TYPE));
      var a = values.get(random.nextInt(values.size()));
      values.add(Ops.add(a, values.getLast()));
    }
    var other = Ops.neg(values.get(3));
    var order = Order.of(List.of(values.get(5), values.getLast()), x -> x == values.getFirst());
    assertThat(order.size()).isEqualTo(700);
    for (int i = 0; i < order.size(); i++) {
      assertThat(order.get(i)).isSameAs(values.get(i + 1).node());
      assertThat(order.place(order.get(i))).isEqualTo(i);
    }
    assertThat(order.place(values.getFirst().node())).isEqualTo(-1);
    assertThat(order.place(other.node())).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void valuesAreNumberedAsTheyCome(int count) {
    var numbers = new ValueNumbers();
    var values = new ArrayList<Value>();
    for (int i = 0; i < count; i++) values.add(Node.of(new Data(TYPE)));
    for (int i = 0; i < count; i++) assertThat(numbers.add(values.get(i))).isEqualTo(i);
    for (int i = 0; i < count; i++) assertThat(numbers.add(values.get(i))).isEqualTo(i);
    assertThat(numbers.values()).isEqualTo(values);
    assertThat(numbers.of(values.getLast())).isEqualTo(count - 1);
    assertThat(numbers.of(Node.of(new Data(TYPE)))).isEqualTo(-1);
  }
}
