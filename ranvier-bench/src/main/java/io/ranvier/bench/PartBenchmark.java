package io.ranvier.bench;

import io.ranvier.bench.part.Part;
import io.ranvier.bench.part.Pass;
import io.ranvier.bench.part.Work;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.plan.Device;
import io.ranvier.plan.KernelCost;
import io.ranvier.plan.Plan;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Times the compiled plans of single parts, in turns with what the machine could do: where other
/// programs share its cores, both change by the second, and only their ratio says something.
///
/// @param seconds before a part is timed, at least, and then while it is
/// @param machine has measured its best before
public record PartBenchmark(double seconds, CeilingBenchmark machine) {
  private static final int TURNS = 5;

  /// Steps of a turn, at least.
  private static final int FEWEST = 5;

  /// Steps before a part is timed, at least: the JIT compiler also rests while it has not noticed
  /// yet what it should compile.
  private static final int FEWEST_BEFORE = 20;

  /// Seconds over which the JIT compiler is watched for rest: processor time is counted in
  /// hundredths.
  private static final double REST = 0.3;

  private static final String REFERENCE = "reference ";

  /// What is done to a few numbers, such as a learning rate, takes no time.
  private static final int FEW_BYTES = 4096;

  private static final String FUSED = "fused ";

  /// Runs `part` for a while, so that the JIT compiler begins with what it needs.
  public void warmUp(Part part, Pass pass) {
    var work = part.work().apply(pass);
    new Repetition(() -> run(work), FEWEST).run(seconds);
  }

  /// Runs `part` until the JIT compiler rests, and then for a while. Of the turns the one counts
  /// whose share of the ceiling is the median.
  public PartRate rate(Part part, Pass pass) {
    var work = part.work().apply(pass);
    long bytes = bytes(work.assign());
    int before = seconds > 0 ? FEWEST_BEFORE : FEWEST;
    new Repetition(() -> run(work), before).warmUp(seconds, REST);
    var plan = run(work);
    var turns =
        IntStream.range(0, TURNS)
            .mapToObj(_ -> turn(part, pass, work, plan, bytes))
            .sorted(Comparator.comparingDouble(PartRate::share))
            .toList();
    return turns.get(TURNS / 2);
  }

  private PartRate turn(Part part, Pass pass, Work work, Plan plan, long bytes) {
    var times = new Stopwatch();
    new Repetition(() -> time(work, plan, times), FEWEST).run(seconds / TURNS);
    var kernels = plan.costs();
    return new PartRate(
        part,
        pass,
        times.quantile(0.5),
        bytes,
        part.multiplies() ? flops(kernels) : 0,
        kernels.size(),
        kernels.stream()
            .filter(kernel -> kernel.bytes() > FEW_BYTES)
            .map(KernelCost::kernel)
            .filter(kernel -> kernel.startsWith(REFERENCE))
            .map(kernel -> kernel.substring(REFERENCE.length()))
            .distinct()
            .toList(),
        machine.now());
  }

  /// Passes are counted as what they move, not as what they compute.
  private static long flops(List<KernelCost> kernels) {
    return kernels.stream()
        .filter(kernel -> !kernel.kernel().startsWith(FUSED))
        .mapToLong(KernelCost::flops)
        .sum();
  }

  private static Plan run(Work work) {
    Variable.update(work.assign(), List.of());
    return Objects.requireNonNull(Device.lastPlan());
  }

  private static void time(Work work, Plan plan, Stopwatch times) {
    plan.resetTimes();
    if (run(work) != plan) throw new IllegalStateException("the same graph has another plan");
    times.add(plan.nanosecondsPerRun());
  }

  /// The bytes of all numbers that are given, and of all that come out.
  private static long bytes(List<Variable> variables) {
    var computed =
        variables.stream()
            .filter(v -> v.value() != v.held())
            .map(Variable::value)
            .map(Tensor::value)
            .toList();
    var given = new HashSet<Value>();
    for (var node : Node.order(computed, value -> value.source() != null)) {
      for (var input : node.inputs()) if (input.source() != null) given.add(input);
    }
    return sum(List.copyOf(given)) + sum(computed);
  }

  private static long sum(List<Value> values) {
    return values.stream().mapToLong(value -> value.type().byteSize()).sum();
  }
}
