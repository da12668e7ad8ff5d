package io.ranvier.testing;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.op.Cast;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Moves numbers between arrays and tensors in host memory, of any element type and layout.
public final class HostTensors {
  private static final long ALIGNMENT = 64;
  private static final ReferenceBackend REFERENCE = new ReferenceBackend();

  private HostTensors() {}

  /// A tensor of `type`, row-major, with these numbers.
  public static HostBuffer of(TensorType type, double... numbers) {
    if (numbers.length != type.shape().size()) {
      throw new IllegalArgumentException("%d numbers for %s".formatted(numbers.length, type));
    }
    var doubles = Operand.rowMajor(type.withDType(DType.F64));
    var buffer = allocate(doubles);
    MemorySegment.copy(numbers, 0, buffer.segment(), ValueLayout.JAVA_DOUBLE, 0, numbers.length);
    return convert(buffer, doubles, Operand.rowMajor(type));
  }

  /// The numbers of a tensor, in row-major order.
  public static double[] numbers(HostBuffer buffer, Operand operand) {
    var doubles = Operand.rowMajor(operand.type().withDType(DType.F64));
    var converted = convert(buffer, operand, doubles);
    var numbers = new double[Math.toIntExact(operand.shape().size())];
    MemorySegment.copy(converted.segment(), ValueLayout.JAVA_DOUBLE, 0, numbers, 0, numbers.length);
    return numbers;
  }

  /// A row-major tensor once more, in `layout`.
  public static HostBuffer laidOut(HostBuffer rowMajor, TensorType type, Layout layout) {
    return convert(rowMajor, Operand.rowMajor(type), new Operand(type, layout));
  }

  /// Memory for a tensor.
  public static HostBuffer allocate(Operand operand) {
    return allocate(operand.layout().extent(operand.shape()) * operand.dtype().byteSize());
  }

  /// Memory, at least one byte of it, that is given back when nobody holds it.
  static HostBuffer allocate(long bytes) {
    return new HostBuffer(Arena.ofAuto().allocate(Math.max(bytes, 1), ALIGNMENT));
  }

  /// Compares numbers: those that are not finite must be equal, the others may be `tolerance` times
  /// the larger of one and what is expected apart.
  static void requireClose(String where, double[] actual, double[] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      double e = expected[i];
      boolean close =
          Double.isFinite(e)
              ? Math.abs(actual[i] - e) <= tolerance * Math.max(1, Math.abs(e))
              : Double.compare(actual[i], e) == 0;
      if (close) continue;
      throw new AssertionError(
          "%s: %s at %d, the reference has %s".formatted(where, actual[i], i, e));
    }
  }

  private static HostBuffer convert(HostBuffer buffer, Operand from, Operand to) {
    var result = allocate(to);
    REFERENCE
        .lower(new Cast(to.dtype()), List.of(from), List.of(to))
        .run(new Buffer[] {buffer}, new Buffer[] {result}, allocate(0));
    return result;
  }
}
