package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How kernels reach the memory behind a buffer.
final class Memory {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private static final Class<?> OFF_HEAP = MemorySegment.NULL.getClass();
  private static final long SHORT = 256;

  private Memory() {}

  static MemorySegment of(Buffer buffer) {
    return ((HostBuffer) buffer).segment();
  }

  /// What every loop over segments says first: that they are off the heap.
  ///
  /// This is for the compiler. What it knows about a segment that comes as an argument is what the
  /// library's own code has met so far, anywhere in the process. Once that was an array on the heap
  /// (to reinterpret the lanes of a vector takes one, until that code is compiled), each access
  /// might be to an array, so what a loop writes might be anything that it reads, such as the
  /// bounds of its segments: it reads and tests them for every vector, and runs at a third to a
  /// tenth of its speed. In another process the loop was compiled first, and all is well.
  static void offHeap(MemorySegment a) {
    if (a.getClass() != OFF_HEAP) throw onHeap();
  }

  static void offHeap(MemorySegment a, MemorySegment b) {
    if (a.getClass() != OFF_HEAP || b.getClass() != OFF_HEAP) throw onHeap();
  }

  static void offHeap(MemorySegment a, MemorySegment b, MemorySegment c) {
    offHeap(a, b);
    offHeap(c);
  }

  static void offHeap(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d) {
    offHeap(a, b);
    offHeap(c, d);
  }

  private static IllegalArgumentException onHeap() {
    return new IllegalArgumentException("kernels work on memory off the heap");
  }

  /// Copies `bytes` bytes. A call of `MemorySegment.copy` costs more than the few words of a short
  /// run.
  static void copy(MemorySegment from, long f, MemorySegment to, long t, long bytes) {
    offHeap(from, to);
    if (bytes > SHORT) {
      MemorySegment.copy(from, f, to, t, bytes);
      return;
    }
    long i = 0;
    for (; i + 8 <= bytes; i += 8) to.set(LONG, t + i, from.get(LONG, f + i));
    if (i + 4 <= bytes) {
      to.set(INT, t + i, from.get(INT, f + i));
      i += 4;
    }
    for (; i < bytes; i++) {
      to.set(ValueLayout.JAVA_BYTE, t + i, from.get(ValueLayout.JAVA_BYTE, f + i));
    }
  }
}
