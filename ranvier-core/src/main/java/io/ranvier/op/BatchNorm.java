package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Batch normalisation with the statistics of the batch (Ioffe and Szegedy, 2015), of `x: [n, c,
/// …]` with `weight: [c]` and `bias: [c]`:
///
/// `y = (x − mean) / √(variance + epsilon) · weight + bias`, channel by channel.
///
/// Three outputs: `y`, and `mean: [c]` and the biased `variance: [c]` for running statistics.
public record BatchNorm(double epsilon) implements Composite {

  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.get(0);
    var axes = statisticsAxes(x.shape());
    var channels = inputs.get(1).shape();
    var mean = mean(x, axes);
    var centered = sub(x, mean);
    var variance = mean(mul(centered, centered), axes);
    var scale = mul(rsqrt(add(variance, epsilon)), byChannel(inputs.get(1), x.shape()));
    var y = add(mul(centered, scale), byChannel(inputs.get(2), x.shape()));
    return List.of(y, reshape(mean, channels), reshape(variance, channels));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    Op.require(x.rank() >= 2 && x.dtype().isFloating(), "batchNorm wants x: [n, c, …], got %s", x);
    var channel = x.withShape(x.dim(1));
    for (var p : inputs.subList(1, 3)) {
      Op.require(p.equals(channel), "batchNorm of %s wants parameters %s, got %s", x, channel, p);
    }
    return List.of(x, channel, channel);
  }

  @Override
  public Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dys) {
    var dy = dys.get(0);
    if (dy == null || dys.get(1) != null || dys.get(2) != null) return Optional.empty();
    var inputs = y.inputs();
    var grads =
        new Node(
                new InputGrad(epsilon),
                List.of(inputs.get(0), inputs.get(1), y.output(1), y.output(2), dy))
            .outputs();
    return Optional.of(List.copyOf(grads));
  }

  private static List<Integer> statisticsAxes(Shape x) {
    return IntStream.range(0, x.rank()).filter(i -> i != 1).boxed().toList();
  }

  private static Value byChannel(Value v, Shape x) {
    return reshape(v, x.reduced(statisticsAxes(x)));
  }

  /// `dx`, `dweight` and `dbias` from `x`, `weight`, `mean`, `variance` and `dy`. The statistics
  /// are taken as functions of `x`, so the operation differentiates like its decomposition.
  public record InputGrad(double epsilon) implements Composite {
    @Override
    public List<Value> decompose(List<Value> inputs) {
      var x = inputs.get(0);
      var dy = inputs.get(4);
      var axes = statisticsAxes(x.shape());
      var channels = inputs.get(1).shape();
      var scale = rsqrt(add(byChannel(inputs.get(3), x.shape()), epsilon));
      var normalized = mul(sub(x, byChannel(inputs.get(2), x.shape())), scale);
      var dBias = sum(dy, axes);
      var dWeight = sum(mul(dy, normalized), axes);
      double count = (double) x.shape().size() / Math.max(channels.size(), 1);
      var centered = sub(dy, mul(add(dBias, mul(normalized, dWeight)), count == 0 ? 0 : 1 / count));
      var dx = mul(centered, mul(scale, byChannel(inputs.get(1), x.shape())));
      return List.of(dx, reshape(dWeight, channels), reshape(dBias, channels));
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var weight = inputs.get(1);
      return List.of(inputs.get(0), weight, weight);
    }
  }
}
