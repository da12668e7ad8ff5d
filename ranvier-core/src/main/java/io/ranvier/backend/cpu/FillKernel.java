package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One number everywhere in a dense tensor.
final class FillKernel implements Kernel {
  private static final int BLOCK = 1 << 12;

  private final Operand y;
  private final double value;
  private final long offset;
  private final long size;
  private final int elementSize;

  /// The number's bits, repeated to fill eight bytes.
  private final long pattern;

  FillKernel(double value, Operand y) {
    this.y = y;
    this.value = value;
    elementSize = y.dtype().byteSize();
    offset = y.layout().offset() * elementSize;
    size = y.type().byteSize();
    pattern = pattern(value, y.dtype());
  }

  /// Whether the elements of `y` fill a stretch of memory without gaps.
  static boolean takes(Operand y) {
    boolean plain = y.dtype() != DType.F16 && y.dtype() != DType.BF16;
    return plain && y.layout().isDense(y.shape(), y.layout().order(y.shape()));
  }

  private static long pattern(double value, DType dtype) {
    return switch (dtype) {
      case BOOL -> value == 0 ? 0 : 0x0101010101010101L;
      case U8 -> ((long) value & 0xFF) * 0x0101010101010101L;
      case I32 -> ((long) value & 0xFFFFFFFFL) * 0x0000000100000001L;
      case F32 -> (Float.floatToRawIntBits((float) value) & 0xFFFFFFFFL) * 0x0000000100000001L;
      case I64 -> (long) value;
      case F64 -> Double.doubleToRawLongBits(value);
      case F16, BF16 -> throw new IllegalArgumentException("fill wants no " + dtype);
    };
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    fill(Memory.of(outputs[0]));
  }

  void fill(MemorySegment to) {
    if (pattern == 0) {
      to.asSlice(offset, size).fill((byte) 0);
      return;
    }
    long block = Math.min(size, BLOCK);
    long i = 0;
    for (; i + 8 <= block; i += 8) to.set(Memory.LONG, offset + i, pattern);
    for (; i < block; i++) {
      to.set(ValueLayout.JAVA_BYTE, offset + i, (byte) (pattern >>> 8 * (i % 8)));
    }
    for (i = block; i < size; i += block) {
      MemorySegment.copy(to, offset, to, offset + i, Math.min(block, size - i));
    }
  }

  @Override
  public String describe() {
    return "fill %s with %s".formatted(y.type(), value);
  }
}
