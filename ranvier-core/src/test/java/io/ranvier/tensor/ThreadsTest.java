package io.ranvier.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  @Test
  void eightThreadsGetTheNumbersOfOne() throws Exception {
    var w = new Variable("w", numbers(37, 23));
    var expected = new ArrayList<float[]>();
    for (int i = 0; i < 16; i++) expected.add(run(w, i));
    try (var pool = Executors.newFixedThreadPool(8)) {
      var results = new ArrayList<Future<List<float[]>>>();
      for (int t = 0; t < 8; t++) {
        results.add(
            pool.submit(
                () -> {
                  var own = new ArrayList<float[]>();
                  for (int i = 0; i < 16; i++) own.add(run(w, i));
                  return own;
                }));
      }
      for (var result : results) {
        for (int i = 0; i < 16; i++) {
          assertThat(result.get().get(i)).containsExactly(expected.get(i));
        }
      }
    }
  }

  private static float[] run(Variable w, int i) {
    var x = numbers(5 + i % 3, 37).mul(0.1 * i);
    return x.matmul(w.value()).tanh().softmax(1).add(x.sum()).toFloats();
  }

  private static Tensor numbers(int rows, int columns) {
    var data = new float[rows * columns];
    for (int i = 0; i < data.length; i++) data[i] = (i * 31 % 17 - 8) / 8f;
    return Tensor.of(Shape.of(rows, columns), data);
  }

  @Test
  void threadsThatShareAnUncomputedTensorAgree() throws Exception {
    for (int round = 0; round < 50; round++) {
      var shared = numbers(11, 7).sigmoid().sum(1);
      var results = new ArrayList<Future<float[]>>();
      try (var pool = Executors.newFixedThreadPool(8)) {
        for (int t = 0; t < 8; t++) {
          results.add(pool.submit(() -> shared.mul(2).add(shared.max()).toFloats()));
        }
      }
      for (var result : results) {
        assertThat(result.get()).containsExactly(results.getFirst().get());
      }
    }
  }
}
