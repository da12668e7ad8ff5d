package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.nn.Losses;
import io.ranvier.nn.Mode;
import io.ranvier.optim.Optimizer;
import io.ranvier.plan.Device;
import io.ranvier.plan.Plan;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ranvier explain`
@Command(
    name = "explain",
    description = {
      "Shows the plan by which a network is computed: kernels, shapes, layouts, bytes, FLOPs,"
          + " times.",
      "Without --train that of a prediction, with it that of a whole training step."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  /// How long a plan runs before its times count: kernels are still being compiled at first.
  private static final double WARMUP_SECONDS = 4;

  private static final int RUNS = 50;

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}")
  private Network network = Network.LENET5;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "pictures at a time (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(names = "--train", description = "explains a training step")
  private boolean train;

  @Mixin private Threads threads = new Threads();

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (batch < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch is %d, and must be positive".formatted(batch));
    }
    threads.use();
    var plan = measured(train ? step() : prediction());
    console.out().print(plan.explain());
    return 0;
  }

  private Runnable prediction() {
    var model = network.create();
    return () -> model.forward(images()).eval();
  }

  private Runnable step() {
    var model = network.create();
    var optimizer = new Optimizer(model, Method.ADAM.rule(Method.ADAM.learningRate()));
    var labels = Tensor.of(Shape.of(batch), new int[batch]);
    return () -> {
      var images = images();
      optimizer.minimize(Mode.training(() -> Losses.crossEntropy(model.forward(images), labels)));
    };
  }

  /// The plan of `body`, with times of warm kernels.
  private Plan measured(Runnable body) {
    console.err().printf("measuring for about %.0f seconds ...%n", WARMUP_SECONDS);
    long end = System.nanoTime() + (long) (WARMUP_SECONDS * 1e9);
    do body.run();
    while (System.nanoTime() < end);
    var plan = Objects.requireNonNull(Device.lastPlan());
    plan.resetTimes();
    for (int i = 0; i < RUNS; i++) body.run();
    return plan;
  }

  private Tensor images() {
    var shape = network.input(batch);
    return Tensor.of(shape, new float[Math.toIntExact(shape.size())]);
  }
}
