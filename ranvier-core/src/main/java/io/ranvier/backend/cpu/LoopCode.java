package io.ranvier.backend.cpu;

import io.ranvier.backend.Fusion;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Cast;
import io.ranvier.op.Compare;
import io.ranvier.op.Fill;
import io.ranvier.op.IsNaN;
import io.ranvier.op.Logic;
import io.ranvier.op.Not;
import io.ranvier.op.Op;
import io.ranvier.op.Reduction;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [PassLoop] computes: a fusion without its shape and layouts, so that all passes that do
/// the same with other numbers share one loop.
///
/// @param inputs the types of what is read: float32, or masks of one byte each
/// @param steps as in the fusion; constants are scalars
/// @param outputs what is written, or accumulated
record LoopCode(List<DType> inputs, List<Fusion.Step> steps, List<Output> outputs) {

  /// More loads and stores in one loop than this, and the compiler may give up on it.
  private static final int MOST_ACCESSES = 24;

  /// Operations that a loop may hold.
  private static final int MOST_STEPS = 40;

  enum Fold {
    NONE,
    SUM,
    MAX,
    MIN,
    PRODUCT
  }

  record Output(int value, Fold fold) {}

  LoopCode {
    inputs = List.copyOf(inputs);
    steps = List.copyOf(steps);
    outputs = List.copyOf(outputs);
  }

  /// The code of a fusion, or null if one of its steps cannot be written.
  static @Nullable LoopCode of(Fusion fusion) {
    var inputs = fusion.inputs().stream().map(i -> i.dtype()).toList();
    var steps = fusion.steps().stream().map(LoopCode::scalar).toList();
    var outputs =
        fusion.outputs().stream()
            .map(o -> new Output(o.value(), o.reduction().map(LoopCode::fold).orElse(Fold.NONE)))
            .toList();
    var code = new LoopCode(inputs, steps, outputs);
    return code.canBeWritten() ? code : null;
  }

  DType dtype(int value) {
    return value < inputs.size() ? inputs.get(value) : steps.get(value - inputs.size()).dtype();
  }

  /// How many values there are; the outputs' places in a frame lie behind them.
  int values() {
    return inputs.size() + steps.size();
  }

  private static Fusion.Step scalar(Fusion.Step step) {
    if (!(step.op() instanceof Fill fill)) return step;
    var type = new TensorType(step.dtype(), Shape.of());
    return new Fusion.Step(new Fill(fill.value(), type), step.arguments(), step.dtype());
  }

  private static Fold fold(Reduction reduction) {
    return switch (reduction) {
      case Reduction.Sum _ -> Fold.SUM;
      case Reduction.Max _ -> Fold.MAX;
      case Reduction.Min _ -> Fold.MIN;
      case Reduction.Prod _ -> Fold.PRODUCT;
    };
  }

  private boolean canBeWritten() {
    int accesses =
        inputs.size() + outputs.stream().mapToInt(o -> o.fold == Fold.NONE ? 1 : 2).sum();
    if (accesses > MOST_ACCESSES || steps.size() > MOST_STEPS) return false;
    if (!inputs.stream().allMatch(LoopCode::isHeld)) return false;
    for (var output : outputs) {
      if (output.fold != Fold.NONE && dtype(output.value) != DType.F32) return false;
    }
    return steps.stream().allMatch(this::canBeWritten);
  }

  private static boolean isHeld(DType dtype) {
    return dtype == DType.F32 || dtype == DType.BOOL && VectorBytes.AVAILABLE;
  }

  private boolean canBeWritten(Fusion.Step step) {
    boolean floats = step.arguments().stream().allMatch(a -> dtype(a) == DType.F32);
    if (!isHeld(step.dtype())) return false;
    return switch (step.op()) {
      case Fill _ -> step.dtype() == DType.F32;
      case Unary u -> floats && isShort(u);
      case Arithmetic a -> floats && !(a instanceof Arithmetic.Pow);
      case Compare _, IsNaN _ -> floats;
      case Select _ -> step.dtype() == DType.F32;
      case Cast _, Logic _, Not _ -> true;
      default -> false;
    };
  }

  /// Functions of a few instructions. The others are polynomials, which compute for longer than a
  /// load takes.
  private static boolean isShort(Op op) {
    return switch (op) {
      case Unary.Neg _,
          Unary.Abs _,
          Unary.Sqrt _,
          Unary.Rsqrt _,
          Unary.Reciprocal _,
          Unary.Relu _ ->
          true;
      default -> false;
    };
  }
}
