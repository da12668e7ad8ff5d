package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Functions of integers and masks, casts and selections, as loops over memory.
final class VectorInts {
  private VectorInts() {}

  /// All bits where `mask` is set.
  static IntVector mask(VectorMask<Integer> mask) {
    return IntVector.zero(INTS).blend(-1, mask);
  }

  static void neg(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.neg().intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void abs(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.abs().intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void sign(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.min(1).max(-1).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void relu(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.max(0).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void not(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.not().intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void toFloat(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      VectorMath.floats(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void toByte(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.and(255).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void toMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      mask(x.compare(VectorOperators.NE, 0)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void fromMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      x.and(1).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void maskToFloat(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      VectorMath.floats(x.and(1)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void floatToInt(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.ints(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void floatToByte(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      VectorMath.toByte(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void floatToMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      mask(x.compare(VectorOperators.NE, 0f).cast(INTS)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void add(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.add(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void sub(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.sub(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void mul(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.mul(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void max(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.max(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void min(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.min(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void and(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.and(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void or(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.or(y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void xor(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      x.lanewise(VectorOperators.XOR, y).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void equal(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      mask(x.compare(VectorOperators.EQ, y)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void notEqual(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      mask(x.compare(VectorOperators.NE, y)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void less(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      mask(x.compare(VectorOperators.LT, y)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void lessEqual(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < count; k += COUNT) {
      var x = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      mask(x.compare(VectorOperators.LE, y)).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void select(
      MemorySegment a,
      long i,
      MemorySegment b,
      long j,
      MemorySegment c,
      long l,
      MemorySegment to,
      long o,
      int count) {
    Memory.offHeap(a, b, c, to);
    for (int k = 0; k < count; k += COUNT) {
      var mask =
          IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER).compare(VectorOperators.NE, 0);
      var x = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      var y = IntVector.fromMemorySegment(INTS, c, l + 4L * k, ORDER);
      y.blend(x, mask).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void accumulateSum(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        IntVector.fromMemorySegment(INTS, to, o + 4L * k, ORDER)
            .add(IntVector.fromMemorySegment(INTS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        int y = to.get(INT, o + 4L * k);
        int x = from.get(INT, i + 4L * k);
        to.set(INT, o + 4L * k, y + x);
      }
    }
  }

  static void accumulateMax(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        IntVector.fromMemorySegment(INTS, to, o + 4L * k, ORDER)
            .max(IntVector.fromMemorySegment(INTS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        int y = to.get(INT, o + 4L * k);
        int x = from.get(INT, i + 4L * k);
        to.set(INT, o + 4L * k, Math.max(y, x));
      }
    }
  }

  static void accumulateMin(
      MemorySegment from, long i, MemorySegment to, long o, int width, int periods) {
    Memory.offHeap(from, to);
    int whole = width & -COUNT;
    for (int period = 0; period < periods; period++, i += 4L * width) {
      for (int k = 0; k < whole; k += COUNT) {
        IntVector.fromMemorySegment(INTS, to, o + 4L * k, ORDER)
            .min(IntVector.fromMemorySegment(INTS, from, i + 4L * k, ORDER))
            .intoMemorySegment(to, o + 4L * k, ORDER);
      }
      for (int k = whole; k < width; k++) {
        int y = to.get(INT, o + 4L * k);
        int x = from.get(INT, i + 4L * k);
        to.set(INT, o + 4L * k, Math.min(y, x));
      }
    }
  }
}
