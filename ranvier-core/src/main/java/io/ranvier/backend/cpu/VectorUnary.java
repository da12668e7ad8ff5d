package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Functions of one float, as loops over memory. Each is a method of its own, so that each is
/// compiled by itself, with its vectors in registers.
final class VectorUnary {
  private VectorUnary() {}

  static void neg(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      x.neg().intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void abs(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      x.abs().intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void sign(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.sign(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void relu(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.relu(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void sqrt(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      x.sqrt().intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void rsqrt(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.rsqrt(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void reciprocal(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.reciprocal(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void floor(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.floor(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void ceil(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.ceil(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void round(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.round(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }
}
