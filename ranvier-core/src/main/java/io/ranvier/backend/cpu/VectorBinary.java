package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Functions and relations of two floats, and what accumulates floats, as loops over memory.
final class VectorBinary {
  private VectorBinary() {}

  static void add(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      x.add(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void sub(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      x.sub(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void mul(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      x.mul(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void div(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      x.div(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void max(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      x.max(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void min(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      x.min(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void equal(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      VectorInts.mask(x.compare(VectorOperators.EQ, y).cast(INTS))
          .intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void notEqual(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      VectorInts.mask(x.compare(VectorOperators.NE, y).cast(INTS))
          .intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void less(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      VectorInts.mask(x.compare(VectorOperators.LT, y).cast(INTS))
          .intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void lessEqual(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      VectorInts.mask(x.compare(VectorOperators.LE, y).cast(INTS))
          .intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void isNaN(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorInts.mask(x.compare(VectorOperators.NE, x).cast(INTS))
          .intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void accumulateSum(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        FloatVector.fromMemorySegment(FLOATS, to, o + 4L * k, ORDER)
            .add(FloatVector.fromMemorySegment(FLOATS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        float y = to.get(Simd.FLOAT, o + 4L * k);
        float x = from.get(Simd.FLOAT, i + 4L * k);
        to.set(Simd.FLOAT, o + 4L * k, y + x);
      }
    }
  }

  static void accumulateMax(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        FloatVector.fromMemorySegment(FLOATS, to, o + 4L * k, ORDER)
            .max(FloatVector.fromMemorySegment(FLOATS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        float y = to.get(Simd.FLOAT, o + 4L * k);
        float x = from.get(Simd.FLOAT, i + 4L * k);
        to.set(Simd.FLOAT, o + 4L * k, Math.max(y, x));
      }
    }
  }

  static void accumulateMin(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        FloatVector.fromMemorySegment(FLOATS, to, o + 4L * k, ORDER)
            .min(FloatVector.fromMemorySegment(FLOATS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        float y = to.get(Simd.FLOAT, o + 4L * k);
        float x = from.get(Simd.FLOAT, i + 4L * k);
        to.set(Simd.FLOAT, o + 4L * k, Math.min(y, x));
      }
    }
  }

  static void accumulateProduct(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        FloatVector.fromMemorySegment(FLOATS, to, o + 4L * k, ORDER)
            .mul(FloatVector.fromMemorySegment(FLOATS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        float y = to.get(Simd.FLOAT, o + 4L * k);
        float x = from.get(Simd.FLOAT, i + 4L * k);
        to.set(Simd.FLOAT, o + 4L * k, y * x);
      }
    }
  }
}
