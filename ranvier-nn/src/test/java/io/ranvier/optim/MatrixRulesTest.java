package io.ranvier.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules that see a parameter as a whole, against their formulas in plain Java, over 20 steps.
class MatrixRulesTest {
  private static final int STEPS = 20;

  /// `Σ (p⁴ / 4 + p · place / 10)`, whose gradient is `p³ + place / 10`.
  private record Bowl(Parameter p, Tensor slope) implements Layer {
    Bowl(int rows, int columns) {
      this(
          new Parameter(Tensor.of(Shape.of(rows, columns), start(rows * columns))),
          Tensor.of(Shape.of(rows, columns), slopes(rows * columns)));
    }

    @Override
    public Tensor forward(Tensor x) {
      return p.value().square().square().mul(0.25).add(p.value().mul(slope)).sum();
    }
  }

  private static double[] start(int n) {
    var x = new double[n];
    for (int i = 0; i < n; i++) x[i] = Math.sin(1 + 2.3 * i);
    return x;
  }

  private static double[] slopes(int n) {
    var x = new double[n];
    for (int i = 0; i < n; i++) x[i] = Math.cos(i) / 10;
    return x;
  }

  private static double[] gradient(double[] p) {
    var slope = slopes(p.length);
    var g = new double[p.length];
    for (int i = 0; i < g.length; i++) g[i] = p[i] * p[i] * p[i] + slope[i];
    return g;
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.9, 0.999, 1e-6, 0.01", "0.05, 0.7, 0.8, 1e-3, 0.3", "0.1, 0.5, 0.9, 1e-8, 0"})
  void lamb(double rate, double beta1, double beta2, double epsilon, double decay) {
    var bowl = new Bowl(3, 4);
    var rule = new Lamb(rate).betas(beta1, beta2).epsilon(epsilon).weightDecay(decay);
    var optimizer = new Optimizer(bowl, rule);
    var p = start(12);
    var m = new double[12];
    var v = new double[12];
    for (int t = 1; t <= STEPS; t++) {
      var g = gradient(p);
      var d = new double[12];
      for (int i = 0; i < 12; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        double mean = m[i] / (1 - Math.pow(beta1, t));
        double square = v[i] / (1 - Math.pow(beta2, t));
        d[i] = mean / (Math.sqrt(square) + epsilon) + decay * p[i];
      }
      double trust = norm(p) / norm(d);
      for (int i = 0; i < 12; i++) p[i] -= rate * trust * d[i];
      optimizer.minimize(bowl.forward(bowl.slope));
      assertThat(bowl.p.value().toDoubles()).containsExactly(p, within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 5, true, 0", "6, 2, true, 0.1", "4, 4, false, 0"})
  void muon(int rows, int columns, boolean looksAhead, double decay) {
    var bowl = new Bowl(rows, columns);
    var rule = new Muon(0.02).momentum(0.9).weightDecay(decay);
    var optimizer = new Optimizer(bowl, looksAhead ? rule : rule.withoutLookAhead());
    int n = rows * columns;
    var p = start(n);
    var m = new double[n];
    for (int t = 1; t <= STEPS; t++) {
      var g = gradient(p);
      var d = new double[rows][columns];
      for (int i = 0; i < n; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        d[i / columns][i % columns] = looksAhead ? 0.1 * g[i] + 0.9 * m[i] : m[i];
      }
      var o = orthogonal(d);
      double scale = 0.02 * Math.sqrt(Math.max(1, (double) rows / columns));
      for (int i = 0; i < n; i++) {
        p[i] = p[i] * (1 - 0.02 * decay) - scale * o[i / columns][i % columns];
      }
      optimizer.minimize(bowl.forward(bowl.slope));
      assertThat(bowl.p.value().toDoubles()).containsExactly(p, within(1e-9));
    }
  }

  /// The iterations as they are published, on the matrix as it lies: they are the same for its
  /// transpose.
  private static double[][] orthogonal(double[][] d) {
    double square = 0;
    for (var row : d) for (double v : row) square += v * v;
    var x = new double[d.length][d[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) x[i][j] = d[i][j] / (Math.sqrt(square) + 1e-7);
    }
    for (int step = 0; step < 5; step++) {
      var a = product(x, transposed(x));
      var ax = product(a, x);
      var aax = product(a, ax);
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < x[0].length; j++) {
          x[i][j] = 3.4445 * x[i][j] - 4.7750 * ax[i][j] + 2.0315 * aax[i][j];
        }
      }
    }
    return x;
  }

  private static double[][] product(double[][] a, double[][] b) {
    var y = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) y[i][j] += a[i][k] * b[k][j];
      }
    }
    return y;
  }

  private static double[][] transposed(double[][] a) {
    var y = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) for (int j = 0; j < y.length; j++) y[j][i] = a[i][j];
    return y;
  }

  @Test
  void muonIsForMatrices() {
    var p = new Parameter(Tensor.of(Shape.of(2), 1.0, 2.0));
    Layer model = new Sum(p);
    var optimizer = new Optimizer(model, new Muon(0.02));
    assertThatThrownBy(() -> optimizer.minimize(model.forward(p.value())))
        .hasMessage("muon: wants weights [out, in, …], got f64[2]; see Muon.besides");
    new Optimizer(model, new Muon(0.02).besides(new Sgd(0.1))).minimize(model.forward(p.value()));
    assertThat(p.value().toDoubles()).containsExactly(new double[] {0.8, 1.6}, within(1e-12));
  }

  private record Sum(Parameter p) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return p.value().square().sum();
    }
  }
}
