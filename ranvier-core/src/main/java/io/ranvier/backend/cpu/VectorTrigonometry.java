package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.ScalarMath.*;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Sine, cosine and arctangent as loops over memory; [ScalarMath] says how they work,
/// [VectorExponential] why they are written out.
///
/// Largest errors, in units in the last place: 1.6 each. Angles above 10,000 go to `Math` one by
/// one.
final class VectorTrigonometry {
  private static final int SIGN = 0x80000000;

  private VectorTrigonometry() {}

  static void sin(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var twoOverPi = FloatVector.broadcast(FLOATS, TWO_OVER_PI);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -HALF_PI_HIGH);
    var middle = FloatVector.broadcast(FLOATS, -HALF_PI_MIDDLE);
    var low = FloatVector.broadcast(FLOATS, -HALF_PI_LOW);
    var minusHalf = FloatVector.broadcast(FLOATS, -0.5f);
    var one = FloatVector.broadcast(FLOATS, 1f);
    var s3 = FloatVector.broadcast(FLOATS, SIN_3);
    var s5 = FloatVector.broadcast(FLOATS, SIN_5);
    var s7 = FloatVector.broadcast(FLOATS, SIN_7);
    var s9 = FloatVector.broadcast(FLOATS, SIN_9);
    var c4 = FloatVector.broadcast(FLOATS, COS_4);
    var c6 = FloatVector.broadcast(FLOATS, COS_6);
    var c8 = FloatVector.broadcast(FLOATS, COS_8);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      if (x.abs().compare(LE, ANGLE_HIGHEST).not().anyTrue()) {
        sinOfEach(a, i + 4L * k, to, o + 4L * k);
        continue;
      }
      var z = x.fma(twoOverPi, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(middle, n.fma(high, x)));
      var t = r.mul(r);
      var sine = s9.fma(t, s7).fma(t, s5).fma(t, s3).fma(t.mul(r), r);
      var cosine = c8.fma(t, c6).fma(t, c4).fma(t.mul(t), t.fma(minusHalf, one));
      var quadrant = z.reinterpretAsInts();
      var odd = quadrant.and(1).compare(NE, 0).cast(FLOATS);
      var sign = quadrant.and(2).lanewise(LSHL, 30);
      var turned = sine.blend(cosine, odd).reinterpretAsInts().lanewise(XOR, sign);
      var y = turned.reinterpretAsFloats().blend(x, x.abs().compare(LT, ANGLE_LOWEST));
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void cos(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var twoOverPi = FloatVector.broadcast(FLOATS, TWO_OVER_PI);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -HALF_PI_HIGH);
    var middle = FloatVector.broadcast(FLOATS, -HALF_PI_MIDDLE);
    var low = FloatVector.broadcast(FLOATS, -HALF_PI_LOW);
    var minusHalf = FloatVector.broadcast(FLOATS, -0.5f);
    var one = FloatVector.broadcast(FLOATS, 1f);
    var s3 = FloatVector.broadcast(FLOATS, SIN_3);
    var s5 = FloatVector.broadcast(FLOATS, SIN_5);
    var s7 = FloatVector.broadcast(FLOATS, SIN_7);
    var s9 = FloatVector.broadcast(FLOATS, SIN_9);
    var c4 = FloatVector.broadcast(FLOATS, COS_4);
    var c6 = FloatVector.broadcast(FLOATS, COS_6);
    var c8 = FloatVector.broadcast(FLOATS, COS_8);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      if (x.abs().compare(LE, ANGLE_HIGHEST).not().anyTrue()) {
        cosOfEach(a, i + 4L * k, to, o + 4L * k);
        continue;
      }
      var z = x.fma(twoOverPi, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(middle, n.fma(high, x)));
      var t = r.mul(r);
      var sine = s9.fma(t, s7).fma(t, s5).fma(t, s3).fma(t.mul(r), r);
      var cosine = c8.fma(t, c6).fma(t, c4).fma(t.mul(t), t.fma(minusHalf, one));
      var quadrant = z.reinterpretAsInts().add(1);
      var odd = quadrant.and(1).compare(NE, 0).cast(FLOATS);
      var sign = quadrant.and(2).lanewise(LSHL, 30);
      var y = sine.blend(cosine, odd).reinterpretAsInts().lanewise(XOR, sign);
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void atan(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var one = FloatVector.broadcast(FLOATS, 1f);
    var high = FloatVector.broadcast(FLOATS, HALF_PI_HIGH);
    var c3 = FloatVector.broadcast(FLOATS, ATAN_3);
    var c5 = FloatVector.broadcast(FLOATS, ATAN_5);
    var c7 = FloatVector.broadcast(FLOATS, ATAN_7);
    var c9 = FloatVector.broadcast(FLOATS, ATAN_9);
    var c11 = FloatVector.broadcast(FLOATS, ATAN_11);
    var c13 = FloatVector.broadcast(FLOATS, ATAN_13);
    var c15 = FloatVector.broadcast(FLOATS, ATAN_15);
    var c17 = FloatVector.broadcast(FLOATS, ATAN_17);
    var c19 = FloatVector.broadcast(FLOATS, ATAN_19);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var size = x.abs();
      var steep = size.compare(GT, 1f);
      var b = size.blend(one.div(size), steep);
      var t = b.mul(b);
      var p = c19.fma(t, c17).fma(t, c15).fma(t, c13).fma(t, c11);
      p = p.fma(t, c9).fma(t, c7).fma(t, c5).fma(t, c3);
      var near = p.fma(t.mul(b), b);
      var far = high.sub(near.sub(HALF_PI_MIDDLE));
      var sign = x.reinterpretAsInts().and(SIGN);
      var y = near.blend(far, steep).reinterpretAsInts().or(sign);
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  /// One vector with angles that are too large for it.
  private static void sinOfEach(MemorySegment a, long i, MemorySegment to, long o) {
    Memory.offHeap(a, to);
    for (int k = 0; k < COUNT; k++) {
      to.set(Simd.FLOAT, o + 4L * k, ScalarMath.sin(a.get(Simd.FLOAT, i + 4L * k)));
    }
  }

  /// One vector with angles that are too large for it.
  private static void cosOfEach(MemorySegment a, long i, MemorySegment to, long o) {
    Memory.offHeap(a, to);
    for (int k = 0; k < COUNT; k++) {
      to.set(Simd.FLOAT, o + 4L * k, ScalarMath.cos(a.get(Simd.FLOAT, i + 4L * k)));
    }
  }
}
