package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
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
    var moments = new Node(new Moments(), List.of(x));
    var mean = moments.output(0);
    var variance = moments.output(1);
    var scale = mul(rsqrt(add(variance, epsilon)), inputs.get(1));
    var centered = sub(x, byChannel(mean, x.shape()));
    var scaled = mul(centered, byChannel(scale, x.shape()));
    return List.of(add(scaled, byChannel(inputs.get(2), x.shape())), mean, variance);
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
    return x.axes().stream().filter(i -> i != 1).toList();
  }

  private static Value byChannel(Value v, Shape x) {
    return reshape(v, x.reduced(statisticsAxes(x)));
  }

  /// The mean and the biased variance of each channel: `x: [n, c, …]` to `[c]` and `[c]`. A channel
  /// without elements has NaN for both.
  public record Moments() implements Composite {
    @Override
    public List<Value> decompose(List<Value> inputs) {
      var x = inputs.getFirst();
      var axes = statisticsAxes(x.shape());
      var channels = Shape.of(x.shape().dim(1));
      var mean = mean(x, axes);
      var centered = sub(x, mean);
      var variance = mean(mul(centered, centered), axes);
      return List.of(reshape(mean, channels), reshape(variance, channels));
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var x = inputs.getFirst();
      Op.require(x.rank() >= 2 && x.dtype().isFloating(), "moments wants x: [n, c, …], got %s", x);
      var channel = x.withShape(x.dim(1));
      return List.of(channel, channel);
    }
  }

  /// `dx`, `dweight` and `dbias` from `x`, `weight`, `mean`, `variance` and `dy`. The statistics
  /// are taken as functions of `x`, so the operation differentiates like its decomposition.
  ///
  /// With `s = 1 / √(variance + epsilon)` and m elements in a channel, `dx = weight · s · (dy − Σdy
  /// / m − (x − mean) · s² · Σ(dy · (x − mean)) / m)`: linear in `dy` and `x − mean` once the sums
  /// are known.
  public record InputGrad(double epsilon) implements Composite {
    @Override
    public List<Value> decompose(List<Value> inputs) {
      var x = inputs.get(0);
      var weight = inputs.get(1);
      var dy = inputs.get(4);
      var axes = statisticsAxes(x.shape());
      var scale = rsqrt(add(inputs.get(3), epsilon));
      var centered = sub(x, byChannel(inputs.get(2), x.shape()));
      var dBias = reshape(sum(dy, axes), weight.shape());
      var product = reshape(sum(mul(dy, centered), axes), weight.shape());
      var dWeight = mul(product, scale);
      long count = x.shape().size() / Math.max(weight.shape().size(), 1);
      var a = mul(weight, scale);
      var share = mul(a, count == 0 ? 0 : -1.0 / count);
      var b = mul(share, mul(scale, dWeight));
      var c = mul(share, dBias);
      var linear = add(mul(centered, byChannel(b, x.shape())), byChannel(c, x.shape()));
      var dx = add(mul(dy, byChannel(a, x.shape())), linear);
      return List.of(dx, dWeight, dBias);
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var weight = inputs.get(1);
      return List.of(inputs.get(0), weight, weight);
    }
  }
}
