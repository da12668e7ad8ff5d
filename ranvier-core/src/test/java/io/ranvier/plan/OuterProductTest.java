package io.ranvier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.op.Ops;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OuterProductTest {

  @ParameterizedTest
  @CsvSource({
    "1, false, false",
    "1, true, false",
    "1, false, true",
    "1, true, true",
    "3, false, false",
    "3, true, true"
  })
  void productsWithNothingToSumJoinThePassThatReadsThem(int batch, boolean aT, boolean bT) {
    int m = 5;
    int n = 7;
    var a = numbers(aT ? Shape.of(batch, 1, m) : Shape.of(batch, m, 1));
    var b = numbers(bT ? Shape.of(batch, n, 1) : Shape.of(batch, 1, n));
    var y = Tensor.of(Ops.matmul(a.value(), b.value(), aT, bT)).mul(2).toFloats();
    var plan = Objects.requireNonNull(Device.lastPlan());
    var rows = a.toFloats();
    var columns = b.toFloats();
    for (int i = 0; i < y.length; i++) {
      int row = i / n;
      int column = i / (m * n) * n + i % n;
      assertThat(y[i]).isEqualTo(rows[row] * columns[column] * 2);
    }
    assertThat(plan.kernels()).isEqualTo(1);
  }

  private static Tensor numbers(Shape shape) {
    var data = new float[(int) shape.size()];
    for (int i = 0; i < data.length; i++) data[i] = (i * 31 % 17 - 8) / 7f;
    return Tensor.of(shape, data);
  }
}
