package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.nn.Losses;
import io.ranvier.nn.Mode;
import io.ranvier.optim.Optimizer;
import io.ranvier.plan.Device;
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
  private static final int RUNS = 20;

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
    if (train) explainStep();
    else explainPrediction();
    console.out().print(Objects.requireNonNull(Device.lastPlan()).explain());
    return 0;
  }

  /// Runs often enough that the times say something.
  private void explainPrediction() {
    var model = network.create();
    for (int i = 0; i < RUNS; i++) model.forward(images()).eval();
  }

  private void explainStep() {
    var model = network.create();
    var optimizer = new Optimizer(model, Method.ADAM.rule(Method.ADAM.learningRate()));
    var labels = Tensor.of(Shape.of(batch), new int[batch]);
    for (int i = 0; i < RUNS; i++) {
      var images = images();
      optimizer.minimize(Mode.training(() -> Losses.crossEntropy(model.forward(images), labels)));
    }
  }

  private Tensor images() {
    var shape = network.input(batch);
    return Tensor.of(shape, new float[Math.toIntExact(shape.size())]);
  }
}
