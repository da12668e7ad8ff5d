package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// [Loops.Chain]s as loops over memory: a load and a store of the first cache cost as much as an
/// operation, so what is not stored in between is gained.
final class VectorChains {
  private VectorChains() {}

  static void keep(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k += COUNT) {
      var mask = IntVector.fromMemorySegment(INTS, a, i + 4L * k, ORDER);
      var x = IntVector.fromMemorySegment(INTS, b, j + 4L * k, ORDER);
      mask.and(x).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void addRelu(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      var v = x.add(y);
      VectorMath.relu(v).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void mulAdd(
      MemorySegment a,
      long i,
      MemorySegment b,
      long j,
      MemorySegment c,
      long l,
      MemorySegment to,
      long o,
      int count) {
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      var z = FloatVector.fromMemorySegment(FLOATS, c, l + 4L * k, ORDER);
      var v = x.mul(y).add(z);
      v.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void mulAddRelu(
      MemorySegment a,
      long i,
      MemorySegment b,
      long j,
      MemorySegment c,
      long l,
      MemorySegment to,
      long o,
      int count) {
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      var z = FloatVector.fromMemorySegment(FLOATS, c, l + 4L * k, ORDER);
      var v = x.mul(y).add(z);
      VectorMath.relu(v).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void subMul(
      MemorySegment a,
      long i,
      MemorySegment b,
      long j,
      MemorySegment c,
      long l,
      MemorySegment to,
      long o,
      int count) {
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      var z = FloatVector.fromMemorySegment(FLOATS, c, l + 4L * k, ORDER);
      var v = x.sub(y).mul(z);
      v.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void subMulAdd(
      MemorySegment a,
      long i,
      MemorySegment b,
      long j,
      MemorySegment c,
      long l,
      MemorySegment d,
      long m,
      MemorySegment to,
      long o,
      int count) {
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      var z = FloatVector.fromMemorySegment(FLOATS, c, l + 4L * k, ORDER);
      var w = FloatVector.fromMemorySegment(FLOATS, d, m + 4L * k, ORDER);
      var v = x.sub(y).mul(z).add(w);
      v.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void subMulAddRelu(
      MemorySegment a,
      long i,
      MemorySegment b,
      long j,
      MemorySegment c,
      long l,
      MemorySegment d,
      long m,
      MemorySegment to,
      long o,
      int count) {
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(FLOATS, b, j + 4L * k, ORDER);
      var z = FloatVector.fromMemorySegment(FLOATS, c, l + 4L * k, ORDER);
      var w = FloatVector.fromMemorySegment(FLOATS, d, m + 4L * k, ORDER);
      var v = x.sub(y).mul(z).add(w);
      VectorMath.relu(v).intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }
}
