package io.ranvier.backend.cpu;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The machine's vector of floats, and how it meets memory.
///
/// Kernels call the Vector API directly rather than through helpers of their own: its methods are
/// inlined however large the caller has become, ours are not, and one call that is not inlined puts
/// vectors on the heap and makes a kernel a hundred times slower.
///
/// One float of memory is brought into every lane by way of integers, `IntVector.broadcast(INTS,
/// segment.get(INT, offset)).reinterpretAsFloats()`: that becomes one instruction.
final class Lanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /// Floats in one vector.
  static final int COUNT = FLOATS.length();

  /// Bytes in one vector.
  static final long BYTES = FLOATS.vectorByteSize();

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /// Integers without the demand for alignment: the test for it costs the inner loops a third of
  /// their speed.
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private Lanes() {}
}
