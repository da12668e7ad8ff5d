package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sums of columns in double precision, on vectors of columns.
final class VectorColumns {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  /// As many floats as there are doubles in a vector.
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private static final int COUNT = DOUBLES.length();

  private VectorColumns() {}

  /// As [Loop.Columns]: four strands, so that additions overlap.
  static void sum(
      MemorySegment from, long i, long stride, MemorySegment to, long o, int width, int rows) {
    Memory.offHeap(from, to);
    for (int column = 0; column < width; column += COUNT) {
      var a = DoubleVector.zero(DOUBLES);
      var b = DoubleVector.zero(DOUBLES);
      var c = DoubleVector.zero(DOUBLES);
      var d = DoubleVector.zero(DOUBLES);
      long p = i + 4L * column;
      int k = 0;
      for (; k < rows - 3; k += 4, p += 4 * stride) {
        a =
            a.add(
                FloatVector.fromMemorySegment(FLOATS, from, p, ORDER)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0));
        b =
            b.add(
                FloatVector.fromMemorySegment(FLOATS, from, p + stride, ORDER)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0));
        c =
            c.add(
                FloatVector.fromMemorySegment(FLOATS, from, p + 2 * stride, ORDER)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0));
        d =
            d.add(
                FloatVector.fromMemorySegment(FLOATS, from, p + 3 * stride, ORDER)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0));
      }
      for (; k < rows; k++, p += stride) {
        a =
            a.add(
                FloatVector.fromMemorySegment(FLOATS, from, p, ORDER)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0));
      }
      ((FloatVector) a.add(c).add(b.add(d)).convertShape(VectorOperators.D2F, FLOATS, 0))
          .intoMemorySegment(to, o + 4L * column, ORDER);
    }
  }
}
