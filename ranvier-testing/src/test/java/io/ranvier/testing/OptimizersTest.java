package io.ranvier.testing;

import static java.util.Map.entry;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.optim.Adadelta;
import io.ranvier.optim.Adagrad;
import io.ranvier.optim.Adam;
import io.ranvier.optim.AdamW;
import io.ranvier.optim.Adamax;
import io.ranvier.optim.Clipping;
import io.ranvier.optim.Groups;
import io.ranvier.optim.Lbfgs;
import io.ranvier.optim.LbfgsOptimizer;
import io.ranvier.optim.NAdam;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.RAdam;
import io.ranvier.optim.RmsProp;
import io.ranvier.optim.Rprop;
import io.ranvier.optim.Rule;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// 20 steps of each optimiser against PyTorch.
final class OptimizersTest {
  private static final int STEPS = 20;

  private static final Map<String, Function<Given, Tensor>> FUNCTIONS =
      Map.ofEntries(
          entry("sgd", rule(new Sgd(0.1))),
          entry("sgd momentum", rule(new Sgd(0.05).momentum(0.9))),
          entry("sgd dampening", rule(new Sgd(0.1).momentum(0.8).dampening(0.4))),
          entry("sgd dampening 1", rule(new Sgd(0.1).momentum(0.8).dampening(1))),
          entry(
              "sgd nesterov decay", rule(new Sgd(0.05).momentum(0.9).nesterov().weightDecay(0.1))),
          entry(
              "sgd dampening decay",
              rule(new Sgd(0.05).momentum(0.9).dampening(0.2).weightDecay(0.2))),
          entry("sgd maximize", rule(new Sgd(0.01).momentum(0.5).weightDecay(0.1).maximize())),
          entry("adagrad", rule(new Adagrad(0.1))),
          entry(
              "adagrad options",
              rule(
                  new Adagrad(0.2).rateDecay(0.1).weightDecay(0.05).initialSum(0.3).epsilon(1e-3))),
          entry("adagrad maximize", rule(new Adagrad(0.01).maximize())),
          entry("adadelta", rule(new Adadelta(1))),
          entry("adadelta options", rule(new Adadelta(2).rho(0.7).epsilon(1e-4).weightDecay(0.1))),
          entry("rmsprop", rule(new RmsProp(0.01))),
          entry("rmsprop centered", rule(new RmsProp(0.01).alpha(0.9).centered().epsilon(1e-3))),
          entry("rmsprop momentum", rule(new RmsProp(0.005).momentum(0.8).weightDecay(0.1))),
          entry(
              "rmsprop all",
              rule(
                  new RmsProp(0.005)
                      .alpha(0.95)
                      .momentum(0.6)
                      .centered()
                      .weightDecay(0.2)
                      .epsilon(1e-4))),
          entry("rprop", rule(new Rprop(0.01))),
          entry("rprop options", rule(new Rprop(0.02).factors(0.3, 1.5).range(1e-3, 0.05))),
          entry("adam", rule(new Adam(0.05))),
          entry(
              "adam options", rule(new Adam(0.05).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.1))),
          entry("adam amsgrad", rule(new Adam(0.1).betas(0.5, 0.6).amsgrad())),
          entry("adam maximize", rule(new Adam(0.01).maximize())),
          entry("adam beta1 0", rule(new Adam(0.05).betas(0, 0.9))),
          entry("adamw", rule(new AdamW(0.05))),
          entry(
              "adamw options",
              rule(new AdamW(0.05).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.3))),
          entry("adamw amsgrad", rule(new AdamW(0.1).betas(0.5, 0.6).amsgrad().weightDecay(0.1))),
          entry("adamax", rule(new Adamax(0.02))),
          entry(
              "adamax options",
              rule(new Adamax(0.05).betas(0.8, 0.9).epsilon(1e-3).weightDecay(0.1))),
          entry("nadam", rule(new NAdam(0.02))),
          entry(
              "nadam options",
              rule(
                  new NAdam(0.05)
                      .betas(0.8, 0.9)
                      .epsilon(1e-3)
                      .weightDecay(0.1)
                      .momentumDecay(0.2))),
          entry("nadam momentum decay 0", rule(new NAdam(0.05).momentumDecay(0))),
          entry("radam", rule(new RAdam(0.05))),
          entry(
              "radam options",
              rule(new RAdam(0.05).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.1))),
          entry("radam short", rule(new RAdam(0.02).betas(0.9, 0.7))),
          entry(
              "groups",
              groups(
                  Groups.all(new Sgd(0.1))
                      .with(p -> p.name().equals("bias"), new Sgd(0.02).momentum(0.5)))),
          entry("frozen", groups(Groups.all(new Sgd(0.1)).without(p -> p.name().equals("weight")))),
          entry("clip norm", clipped(Clipping.norm(0.3))),
          entry("clip norm 1", clipped(Clipping.norm(0.5, 1))),
          entry("clip norm 3", clipped(Clipping.norm(0.2, 3))),
          entry("clip norm infinite", clipped(Clipping.norm(0.1, Double.POSITIVE_INFINITY))),
          entry("clip value", clipped(Clipping.value(0.1))),
          entry("lbfgs", lbfgs(new Lbfgs(0.5).iterations(1).history(5))),
          entry("lbfgs iterations", lbfgs(new Lbfgs(0.5).iterations(2).history(3))),
          entry("lbfgs strong wolfe", lbfgs(new Lbfgs(1).iterations(2).history(4).strongWolfe())));

  /// A small net whose batch changes.
  private record Net(Parameter weight, Parameter bias, List<Tensor> data, List<Tensor> targets)
      implements Layer {
    static Net of(Given given) {
      return new Net(
          given.parameter("weight"),
          given.parameter("bias"),
          batches(given.get("x")),
          batches(given.get("target")));
    }

    /// Leaves, so that every step has the same graph.
    private static List<Tensor> batches(Tensor all) {
      return IntStream.range(0, all.dim(0))
          .mapToObj(i -> all.slice(0, i, 1).squeeze(0))
          .map(batch -> Tensor.of(batch.type(), MemorySegment.ofArray(batch.toBytes())))
          .toList();
    }

    @Override
    public Tensor forward(Tensor x) {
      return x.matmul(weight.value().transpose()).add(bias.value()).tanh();
    }

    Tensor loss(int step) {
      var y = forward(data.get(step % data.size()));
      return y.sub(targets.get(step % targets.size())).square().sum().div(8);
    }

    /// Weights and bias behind each other, in memory of their own.
    double[] all() {
      return Tensor.concat(List.of(weight.value().flatten(0), bias.value()), 0).toDoubles();
    }
  }

  private static Function<Given, Tensor> rule(Rule rule) {
    return groups(Groups.all(rule));
  }

  private static Function<Given, Tensor> groups(Groups groups) {
    return given -> minimized(given, net -> new Optimizer(net, groups));
  }

  private static Function<Given, Tensor> clipped(Clipping clipping) {
    return given -> minimized(given, net -> new Optimizer(net, new Sgd(0.1)).clipping(clipping));
  }

  private static Tensor minimized(Given given, Function<Net, Optimizer> make) {
    var net = Net.of(given);
    var optimizer = make.apply(net);
    return trajectory(
        given,
        step -> {
          optimizer.minimize(net.loss(step));
          return net;
        });
  }

  private static Function<Given, Tensor> lbfgs(Lbfgs settings) {
    return given -> {
      var net = Net.of(given);
      var optimizer = new LbfgsOptimizer(net, settings);
      Supplier<Tensor> loss = () -> net.loss(0);
      return trajectory(
          given,
          _ -> {
            optimizer.step(loss);
            return net;
          });
    };
  }

  private static Tensor trajectory(Given given, IntFunction<Net> step) {
    var rows = new ArrayList<Tensor>();
    for (int i = 0; i < STEPS; i++) {
      var numbers = step.apply(i).all();
      rows.add(Tensor.of(Shape.of(1, numbers.length), numbers));
    }
    return Tensor.concat(rows, 0).cast(given.dtype());
  }

  @TestFactory
  Stream<DynamicTest> goesAsTorchGoes() {
    return TorchParity.tests("optimisers", FUNCTIONS);
  }
}
