package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Between bytes in memory and registers of ints, for any count. What does not fill a vector goes
/// element by element: the conversions are exact.
final class VectorBytes {
  /// Whether there is a vector of as many bytes as there are lanes.
  static final boolean AVAILABLE = COUNT >= 8;

  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(AVAILABLE ? 8 * COUNT : 64));

  private VectorBytes() {}

  private static IntVector ints(MemorySegment from, long i) {
    Memory.offHeap(from);
    var bytes = ByteVector.fromMemorySegment(BYTES, from, i, ORDER);
    return (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
  }

  private static void store(IntVector vector, MemorySegment to, long o) {
    Memory.offHeap(to);
    var bytes = (ByteVector) vector.convertShape(VectorOperators.I2B, BYTES, 0);
    bytes.intoMemorySegment(to, o, ORDER);
  }

  static void widen(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(to);
    int whole = count & -COUNT;
    for (int k = 0; k < whole; k += COUNT) ints(a, i + k).intoMemorySegment(to, o + 4L * k, ORDER);
    ScalarLoops.widen(a, i + whole, to, o + 4L * whole, count - whole);
  }

  static void widenMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(to);
    int whole = count & -COUNT;
    for (int k = 0; k < whole; k += COUNT) {
      var mask = ints(a, i + k).compare(VectorOperators.NE, 0);
      VectorInts.mask(mask).intoMemorySegment(to, o + 4L * k, ORDER);
    }
    ScalarLoops.widenMask(a, i + whole, to, o + 4L * whole, count - whole);
  }

  static void narrow(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    int whole = count & -COUNT;
    for (int k = 0; k < whole; k += COUNT)
      store(IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER), to, o + k);
    ScalarLoops.narrow(a, i + 4L * whole, to, o + whole, count - whole);
  }

  static void narrowMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    int whole = count & -COUNT;
    for (int k = 0; k < whole; k += COUNT) {
      store(IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER).and(1), to, o + k);
    }
    ScalarLoops.narrowMask(a, i + 4L * whole, to, o + whole, count - whole);
  }
}
