package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.type.DType;
import java.lang.foreign.MemorySegment;

/// Each element its own index along an axis, in a row-major tensor.
final class IotaKernel implements Kernel {
  private final Operand y;
  private final int extent;
  private final long outer;
  private final long inner;
  private final long offset;

  IotaKernel(Operand y, int axis) {
    this.y = y;
    extent = y.shape().dim(axis);
    long product = 1;
    for (int i = axis + 1; i < y.shape().rank(); i++) product *= y.shape().dim(i);
    inner = product;
    outer = y.shape().isEmpty() ? 0 : y.shape().size() / (extent * inner);
    offset = y.layout().offset() * y.dtype().byteSize();
  }

  static boolean takes(Operand y) {
    boolean plain = y.dtype() == DType.F32 || y.dtype() == DType.I32 || y.dtype() == DType.I64;
    return plain && y.layout().isRowMajor(y.shape());
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var to = Memory.of(outputs[0]);
    long at = offset;
    for (long o = 0; o < outer; o++) {
      for (int value = 0; value < extent; value++) {
        fill(to, at, value);
        at += inner * y.dtype().byteSize();
      }
    }
  }

  private void fill(MemorySegment to, long at, int value) {
    if (y.dtype() == DType.I64) {
      for (long i = 0; i < inner; i++) to.set(Memory.LONG, at + 8 * i, value);
      return;
    }
    int bits = y.dtype() == DType.F32 ? Float.floatToRawIntBits(value) : value;
    for (long i = 0; i < inner; i++) to.set(Memory.INT, at + 4 * i, bits);
  }

  @Override
  public String describe() {
    return "iota " + y.type();
  }
}
