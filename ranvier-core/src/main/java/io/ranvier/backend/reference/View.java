package io.ranvier.backend.reference;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;

/// A tensor in memory, element by element. Floating point is read and written as `double`, integers
/// and masks as `long`; writing rounds, or wraps, to the element type.
///
/// Places (`at`) count elements from the start of the memory.
record View(Operand operand, MemorySegment memory) {

  Shape shape() {
    return operand.shape();
  }

  Layout layout() {
    return operand.layout();
  }

  DType dtype() {
    return operand.dtype();
  }

  boolean isFloating() {
    return dtype().isFloating();
  }

  /// Any element as a floating-point number.
  double number(long at) {
    return switch (dtype()) {
      case F64 -> memory.getAtIndex(JAVA_DOUBLE_UNALIGNED, at);
      case F32 -> memory.getAtIndex(JAVA_FLOAT_UNALIGNED, at);
      case F16 -> Float.float16ToFloat(memory.getAtIndex(JAVA_SHORT_UNALIGNED, at));
      case BF16 -> Half.fromBfloat16(memory.getAtIndex(JAVA_SHORT_UNALIGNED, at));
      case BOOL, U8, I32, I64 -> integer(at);
    };
  }

  /// An element of an integer type or of a mask.
  long integer(long at) {
    return switch (dtype()) {
      case I64 -> memory.getAtIndex(JAVA_LONG_UNALIGNED, at);
      case I32 -> memory.getAtIndex(JAVA_INT_UNALIGNED, at);
      case BOOL, U8 -> memory.get(JAVA_BYTE, at) & 0xFF;
      case F16, BF16, F32, F64 -> throw new IllegalStateException(dtype() + " is no integer");
    };
  }

  /// Writes `value` as a [io.ranvier.op.Cast] from floating point does: rounded to floating point,
  /// without its fraction and within the range to integers.
  void put(long at, double value) {
    switch (dtype()) {
      case F64 -> memory.setAtIndex(JAVA_DOUBLE_UNALIGNED, at, value);
      case F32 -> memory.setAtIndex(JAVA_FLOAT_UNALIGNED, at, (float) value);
      case F16 -> memory.setAtIndex(JAVA_SHORT_UNALIGNED, at, Half.toFloat16(value));
      case BF16 -> memory.setAtIndex(JAVA_SHORT_UNALIGNED, at, Half.toBfloat16(value));
      case I64 -> memory.setAtIndex(JAVA_LONG_UNALIGNED, at, (long) value);
      case I32 -> memory.setAtIndex(JAVA_INT_UNALIGNED, at, (int) value);
      case U8 -> memory.set(JAVA_BYTE, at, (byte) Math.clamp((long) value, 0, 255));
      case BOOL -> memory.set(JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
    }
  }

  /// Writes `value` as a [io.ranvier.op.Cast] from integers does: its low bits to narrower
  /// integers, rounded to floating point.
  void putInteger(long at, long value) {
    switch (dtype()) {
      case F64 -> memory.setAtIndex(JAVA_DOUBLE_UNALIGNED, at, (double) value);
      case F32 -> memory.setAtIndex(JAVA_FLOAT_UNALIGNED, at, (float) value);
      case F16, BF16 -> put(at, Half.toDouble(value));
      case I64 -> memory.setAtIndex(JAVA_LONG_UNALIGNED, at, value);
      case I32 -> memory.setAtIndex(JAVA_INT_UNALIGNED, at, (int) value);
      case U8 -> memory.set(JAVA_BYTE, at, (byte) value);
      case BOOL -> memory.set(JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
    }
  }

  /// Writes an element of `x`, in this element type.
  void copy(long at, View x, long from) {
    if (x.isFloating()) put(at, x.number(from));
    else putInteger(at, x.integer(from));
  }

  /// Writes `value` everywhere.
  void fill(double value) {
    var walk = new Walk(shape(), layout());
    while (walk.next()) put(walk.at(0), value);
  }

  /// Whether the element at `a` is larger than the one at `b`; NaN is larger than all else.
  boolean isAbove(long a, long b) {
    if (!isFloating()) return integer(a) > integer(b);
    double x = number(a);
    double y = number(b);
    return x > y || Double.isNaN(x) && !Double.isNaN(y);
  }

  /// Whether the element at `a` is smaller than the one at `b`; NaN is smaller than all else.
  boolean isBelow(long a, long b) {
    if (!isFloating()) return integer(a) < integer(b);
    double x = number(a);
    double y = number(b);
    return x < y || Double.isNaN(x) && !Double.isNaN(y);
  }
}
