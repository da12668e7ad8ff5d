package io.ranvier.testing;

import static io.ranvier.nn.Mode.training;
import static io.ranvier.testing.Input.any;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.graph.Value;
import io.ranvier.nn.BatchNorm1d;
import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.BatchNorm3d;
import io.ranvier.nn.ChannelNorm;
import io.ranvier.nn.ChannelNorm.Affine;
import io.ranvier.nn.ChannelNorm.Running;
import io.ranvier.nn.InstanceNorm1d;
import io.ranvier.nn.InstanceNorm2d;
import io.ranvier.nn.InstanceNorm3d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.State;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Batch, instance and local response normalisation, with all options, against PyTorch.
final class ChannelNormTest {
  private static final long SEED = 20260101;

  private static final Map<String, Function<Given, List<Tensor>>> FUNCTIONS =
      Map.ofEntries(
          entry("batchNorm1d rows", trains(new BatchNorm1d(3))),
          entry(
              "batchNorm1d signals momentum 0.3 epsilon 0.01",
              trains(new BatchNorm1d(3).momentum(0.3).epsilon(0.01))),
          entry("batchNorm1d cumulative", trains(new BatchNorm1d(3).cumulative())),
          entry("batchNorm1d cumulative predicting", predicts(new BatchNorm1d(3).cumulative())),
          entry("batchNorm2d", trains(new BatchNorm2d(4))),
          entry("batchNorm2d momentum 1", trains(new BatchNorm2d(4).momentum(1))),
          entry("batchNorm2d untracked", trains(new BatchNorm2d(4).withoutRunningStatistics())),
          entry(
              "batchNorm2d untracked predicting",
              predicts(new BatchNorm2d(4).withoutRunningStatistics())),
          entry("batchNorm2d plain predicting", predicts(new BatchNorm2d(4).withoutAffine())),
          entry("batchNorm3d plain", trains(new BatchNorm3d(3).withoutAffine())),
          entry("batchNorm3d epsilon 0.1 predicting", predicts(new BatchNorm3d(3).epsilon(0.1))),
          entry("instanceNorm1d", trains(new InstanceNorm1d(3))),
          entry("instanceNorm1d affine predicting", predicts(new InstanceNorm1d(3).withAffine())),
          entry(
              "instanceNorm2d affine epsilon 0.01",
              trains(new InstanceNorm2d(4).withAffine().epsilon(0.01))),
          entry("instanceNorm2d running", trains(new InstanceNorm2d(4).withRunningStatistics())),
          entry(
              "instanceNorm2d running predicting",
              predicts(new InstanceNorm2d(4).withRunningStatistics())),
          entry(
              "instanceNorm3d all",
              trains(new InstanceNorm3d(3).withAffine().momentum(0.3).epsilon(0.1))),
          entry("localResponseNorm size 5 alpha 0.5 k 2", response(5, 0.5, 0.75, 2)),
          entry("localResponseNorm even size, signals", response(4, 0.3, 1.5, 1)),
          entry("localResponseNorm size 3 beta 1, volumes", response(3, 0.4, 1, 1)),
          entry("localResponseNorm more than channels", response(9, 2, 0.5, 0.5)));

  private static Function<Given, List<Tensor>> response(
      int size, double alpha, double beta, double k) {
    return in -> List.of(in.get("x").localResponseNorm(size, alpha, beta, k));
  }

  private static <N extends ChannelNorm<N>> Function<Given, List<Tensor>> trains(N norm) {
    return in -> training(() -> forward(norm, in));
  }

  private static <N extends ChannelNorm<N>> Function<Given, List<Tensor>> predicts(N norm) {
    return in -> forward(norm, in);
  }

  /// What `norm` makes of the input with the parameters and statistics of the case, and the
  /// statistics afterwards.
  private static <N extends ChannelNorm<N>> List<Tensor> forward(N norm, Given in) {
    var affine = norm.affine().map(_ -> new Affine(in.parameter("weight"), in.parameter("bias")));
    var running = norm.running().map(defaults -> running(in, defaults));
    var all = new ArrayList<Tensor>();
    all.add(norm.with(affine, running, norm.epsilon()).forward(in.get("x")));
    running.ifPresent(
        statistics -> {
          all.add(statistics.runningMean().value());
          all.add(statistics.runningVar().value());
          statistics.numBatchesTracked().ifPresent(count -> all.add(count.value()));
        });
    return all;
  }

  private static Running running(Given in, Running defaults) {
    var mean = new State(in.get("mean"));
    var variance = new State(in.get("var"));
    var count =
        defaults.numBatchesTracked().map(_ -> new State(in.get("count").cast(DType.I64).eval()));
    return new Running(mean, variance, count, defaults.momentum());
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.listTests("channels", FUNCTIONS);
  }

  @Test
  void gradientsAgreeWithDifferences() {
    var rows = any(4, 3);
    var signals = any(3, 2, 4);
    var pictures = any(2, 3, 3, 2);
    var volumes = any(2, 2, 2, 1, 3);
    check("batchNorm1d, rows", rows, plain(new BatchNorm1d(3)));
    check("batchNorm1d, signals", signals, plain(new BatchNorm1d(2)));
    check("batchNorm2d", pictures, plain(new BatchNorm2d(3)));
    check("batchNorm3d", volumes, plain(new BatchNorm3d(2)));
    check("instanceNorm1d", signals, new InstanceNorm1d(2));
    check("instanceNorm2d", pictures, new InstanceNorm2d(3));
    check("instanceNorm3d", volumes, new InstanceNorm3d(2));
    check("localResponseNorm", pictures, x -> x.localResponseNorm(2, 0.5, 0.75, 1));
  }

  /// Without leaves, which are `f32`.
  private static <N extends ChannelNorm<N>> N plain(N norm) {
    return norm.withoutAffine().withoutRunningStatistics();
  }

  private static void check(String name, Input input, Layer layer) {
    UnaryOperator<Value> build = x -> layer.forward(Tensor.of(x)).value();
    GradientCheck.check(Sample.of(name, input, build), SEED);
  }

  @Test
  void cumulativeStatisticsAreTheMeansOverAllBatches() {
    var norm = new BatchNorm1d(1).cumulative();
    var running = norm.running().orElseThrow();
    double sumOfMeans = 0;
    double sumOfVariances = 0;
    for (int batch = 1; batch <= 5; batch++) {
      var x =
          Tensor.normal(Tensor.key(SEED, batch), TensorType.of(DType.F32, 6, 1)).add(batch).eval();
      training(() -> norm.forward(x));
      var numbers = x.toDoubles();
      double mean = x.mean().item();
      double squares = 0;
      for (double number : numbers) squares += (number - mean) * (number - mean);
      sumOfMeans += mean;
      sumOfVariances += squares / 5;
      assertThat(running.numBatchesTracked().orElseThrow().value().item()).isEqualTo(batch);
      assertThat(running.runningMean().value().item()).isCloseTo(sumOfMeans / batch, within(1e-5));
      assertThat(running.runningVar().value().item())
          .isCloseTo(sumOfVariances / batch, within(1e-5));
    }
  }

  @Test
  void leavesHaveTheNamesOfPublishedCheckpoints() {
    assertThat(Variables.of(new BatchNorm3d(2).cumulative()).keySet())
        .containsExactly("weight", "bias", "running_mean", "running_var", "num_batches_tracked");
    assertThat(Variables.of(new InstanceNorm1d(2).withRunningStatistics()).keySet())
        .containsExactly("running_mean", "running_var");
    assertThat(Variables.of(new InstanceNorm2d(2)).keySet()).isEmpty();
  }

  @Test
  void variationsKeepWhatTheyDoNotSay() {
    var norm = new BatchNorm2d(3).momentum(0.4).epsilon(0.1);
    assertThat(norm.withAffine().withRunningStatistics()).isEqualTo(norm);
    assertThat(norm.cumulative().momentum(0.4)).isEqualTo(norm);
    assertThat(norm.withoutAffine().affine()).isEqualTo(Optional.empty());
    assertThat(norm.withoutAffine().running()).isEqualTo(norm.running());
  }
}
