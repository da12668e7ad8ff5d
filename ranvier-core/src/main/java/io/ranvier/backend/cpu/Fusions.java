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
import io.ranvier.type.TensorType;
import java.util.List;

/// What can be fused on this backend, and the kernels of fusions.
final class Fusions {
  /// The loops that all fusions share.
  private static final Loops LOOPS = Loops.best();

  private Fusions() {}

  /// The kernel that runs `fusion`, whose steps and reductions are among those that fuse.
  static FusedKernel compile(Fusion fusion) {
    return compile(fusion, LOOPS);
  }

  static FusedKernel compile(Fusion fusion, Loops loops) {
    return new FusionCompiler(fusion, loops).compile();
  }

  /// Whether `op`, of inputs of these types, can be a step. Registers hold float32, int32, uint8
  /// and masks; bytes are only moved, compared, selected and cast.
  static boolean fuses(Op op, List<DType> inputs, DType dtype) {
    if (!isHeld(dtype) || !inputs.stream().allMatch(Fusions::isHeld)) return false;
    return switch (op) {
      case Unary u -> dtype == DType.F32 || dtype == DType.I32 && u.takesIntegers();
      case Arithmetic a ->
          dtype == DType.F32 || dtype == DType.I32 && !(a instanceof Arithmetic.Pow);
      case IsNaN _ -> inputs.getFirst() == DType.F32;
      case Compare _, Logic _, Not _, Select _, Cast _, Fill _ -> true;
      default -> false;
    };
  }

  /// Whether `reduction` of a pass over `type` in `order` can be an output: the reduced axes must
  /// be next to each other in the order.
  static boolean fuses(Reduction reduction, TensorType type, List<Integer> order) {
    boolean held =
        type.dtype() == DType.F32
            || type.dtype() == DType.I32 && !(reduction instanceof Reduction.Prod);
    if (!held) return false;
    var partition = Partition.of(type.shape(), order, reduction.axes());
    return partition != null && partition.width() <= Integer.MAX_VALUE / 64;
  }

  private static boolean isHeld(DType dtype) {
    return switch (dtype) {
      case F32, I32, U8, BOOL -> true;
      case F64, I64, F16, BF16 -> false;
    };
  }
}
