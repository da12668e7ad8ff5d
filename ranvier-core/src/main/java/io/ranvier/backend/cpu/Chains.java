package io.ranvier.backend.cpu;

import io.ranvier.backend.Fusion;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Fill;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import org.jspecify.annotations.Nullable;

/// Finds in a fusion the steps that one loop can do together ([Loops.Chain]): each is absorbed by
/// the only step that reads it.
final class Chains {
  private final Fusion fusion;
  private final int inputs;

  /// How often each value is read, by steps and outputs.
  private final int[] uses;

  /// For each step what it reads, those of the steps that it absorbed included.
  private final int[][] arguments;

  private final Loops.@Nullable Chain[] chains;
  private final boolean[] keeps;
  private final boolean[] absorbed;

  Chains(Fusion fusion) {
    this.fusion = fusion;
    inputs = fusion.inputs().size();
    int steps = fusion.steps().size();
    uses = new int[inputs + steps];
    arguments = new int[steps][];
    chains = new Loops.@Nullable Chain[steps];
    keeps = new boolean[steps];
    absorbed = new boolean[steps];
    for (var output : fusion.outputs()) uses[output.value()]++;
    for (int step = 0; step < steps; step++) {
      arguments[step] =
          fusion.steps().get(step).arguments().stream().mapToInt(Integer::intValue).toArray();
      for (int argument : arguments[step]) uses[argument]++;
    }
    for (int step = 0; step < steps; step++) join(step);
  }

  /// Whether another step does what this one says.
  boolean isAbsorbed(int step) {
    return absorbed[step];
  }

  /// The values that a step reads.
  int[] arguments(int step) {
    return arguments[step];
  }

  /// The loop of a step that is more than its operation, or null.
  @Nullable Loop loop(int step, Loops loops) {
    var chain = chains[step];
    if (chain != null) return loops.chain(chain);
    return keeps[step] ? loops.keep() : null;
  }

  private void join(int step) {
    if (fusion.steps().get(step).dtype() != DType.F32) return;
    switch (fusion.steps().get(step).op()) {
      case Arithmetic.Mul _ -> joinMul(step);
      case Arithmetic.Add _ -> joinAdd(step);
      case Unary.Relu _ -> joinRelu(step);
      case Select _ -> keep(step);
      default -> {}
    }
  }

  private void joinMul(int step) {
    for (int i = 0; i < 2; i++) {
      int sub = only(arguments[step][i]);
      if (sub < 0 || !(fusion.steps().get(sub).op() instanceof Arithmetic.Sub)) continue;
      absorb(step, Loops.Chain.SUB_MUL, sub, arguments[step][1 - i]);
      return;
    }
  }

  private void joinAdd(int step) {
    int best = -1;
    for (int i = 0; i < 2; i++) {
      int mul = only(arguments[step][i]);
      if (mul < 0 || !(fusion.steps().get(mul).op() instanceof Arithmetic.Mul)) continue;
      if (best < 0 || chains[mul] != null) best = i;
    }
    if (best < 0) return;
    int mul = only(arguments[step][best]);
    var chain = chains[mul] == null ? Loops.Chain.MUL_ADD : Loops.Chain.SUB_MUL_ADD;
    absorb(step, chain, mul, arguments[step][1 - best]);
  }

  private void joinRelu(int step) {
    int before = only(arguments[step][0]);
    if (before < 0 || !(fusion.steps().get(before).op() instanceof Arithmetic.Add)) return;
    var chain =
        switch (chains[before]) {
          case null -> Loops.Chain.ADD_RELU;
          case MUL_ADD -> Loops.Chain.MUL_ADD_RELU;
          case SUB_MUL_ADD -> Loops.Chain.SUB_MUL_ADD_RELU;
          case ADD_RELU, MUL_ADD_RELU, SUB_MUL, SUB_MUL_ADD_RELU ->
              throw new IllegalStateException("no sum: " + chains[before]);
        };
    absorb(step, chain, before);
  }

  /// A selection between a value and +0 is an `and` with the mask.
  private void keep(int step) {
    int otherwise = arguments[step][2] - inputs;
    if (otherwise < 0 || !(fusion.steps().get(otherwise).op() instanceof Fill fill)) return;
    if (Float.floatToRawIntBits((float) fill.value()) != 0) return;
    keeps[step] = true;
    arguments[step] = new int[] {arguments[step][0], arguments[step][1]};
  }

  /// The step that computes `value`, if it is float32 and nobody else reads it; else −1.
  private int only(int value) {
    boolean alone =
        value >= inputs
            && uses[value] == 1
            && fusion.steps().get(value - inputs).dtype() == DType.F32;
    return alone ? value - inputs : -1;
  }

  private void absorb(int step, Loops.Chain chain, int other, int... more) {
    absorbed[other] = true;
    chains[step] = chain;
    var before = arguments[other];
    var all = new int[before.length + more.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(more, 0, all, before.length, more.length);
    arguments[step] = all;
  }
}
