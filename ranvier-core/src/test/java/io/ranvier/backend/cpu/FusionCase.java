package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Fusion;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A fusion with data: its input buffers, and for each output the input whose buffer it shares, or
/// −1. Elements are carried as doubles, which hold all the types that fuse.
record FusionCase(Fusion fusion, List<MemorySegment> inputs, List<Integer> shared) {
  private static final byte UNTOUCHED = 0x5A;

  /// Runs a fresh kernel on copies of the inputs; gives the outputs' buffers.
  List<MemorySegment> run(Loops loops) {
    return run(Fusions.compile(fusion, loops));
  }

  /// The same through a written loop, if the fusion has one.
  Optional<List<MemorySegment>> runWritten(Loops loops) {
    var kernel = Fusions.compile(fusion, loops);
    return kernel.writeNow() ? Optional.of(run(kernel)) : Optional.empty();
  }

  private List<MemorySegment> run(FusedKernel kernel) {
    var in = inputs.stream().map(FusionCase::copy).toList();
    var out =
        fusion.outputs().stream()
            .map(o -> blank(extent(o.operand()) * o.operand().dtype().byteSize()))
            .toArray(MemorySegment[]::new);
    for (int i = 0; i < out.length; i++) if (shared.get(i) >= 0) out[i] = in.get(shared.get(i));
    var workspace = blank(kernel.workspaceBytes());
    kernel.run(buffers(in), buffers(Arrays.asList(out)), new HostBuffer(workspace));
    return List.of(out);
  }

  private static Buffer[] buffers(List<MemorySegment> segments) {
    return segments.stream().map(HostBuffer::new).toArray(Buffer[]::new);
  }

  static long extent(Operand operand) {
    return operand.layout().extent(operand.shape());
  }

  static MemorySegment blank(long bytes) {
    return Arena.ofAuto().allocate(Math.max(bytes, 1), 64).fill(UNTOUCHED);
  }

  private static MemorySegment copy(MemorySegment segment) {
    return blank(segment.byteSize()).copyFrom(segment);
  }

  /// Whether an element outside of `operand` has been written.
  static boolean spilled(Operand operand, MemorySegment buffer) {
    var inside = new boolean[Math.toIntExact(Math.max(buffer.byteSize(), 1))];
    int bytes = operand.dtype().byteSize();
    forEach(
        operand.shape(),
        (_, index) -> {
          int first = Math.toIntExact(place(operand.layout(), index) * bytes);
          Arrays.fill(inside, first, first + bytes, true);
        });
    for (int i = 0; i < buffer.byteSize(); i++) {
      if (!inside[i] && buffer.get(ValueLayout.JAVA_BYTE, i) != UNTOUCHED) return true;
    }
    return false;
  }

  /// The elements of an operand in row-major order.
  static double[] read(Operand operand, MemorySegment buffer) {
    var result = new double[Math.toIntExact(operand.shape().size())];
    forEach(
        operand.shape(),
        (n, index) -> result[n] = get(buffer, operand.dtype(), place(operand.layout(), index)));
    return result;
  }

  static double get(MemorySegment buffer, DType dtype, long element) {
    return switch (dtype) {
      case F32 -> buffer.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * element);
      case I32 -> buffer.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * element);
      default -> buffer.get(ValueLayout.JAVA_BYTE, element) & 255;
    };
  }

  static void set(MemorySegment buffer, DType dtype, long element, double value) {
    switch (dtype) {
      case F32 -> buffer.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * element, (float) value);
      case I32 -> buffer.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * element, (int) value);
      default -> buffer.set(ValueLayout.JAVA_BYTE, element, (byte) (int) value);
    }
  }

  static long place(Layout layout, int[] index) {
    long place = layout.offset();
    for (int axis = 0; axis < index.length; axis++) place += index[axis] * layout.stride(axis);
    return place;
  }

  @FunctionalInterface
  interface Visitor {
    void visit(int number, int[] index);
  }

  /// All indices of `shape`, in row-major order.
  static void forEach(Shape shape, Visitor visitor) {
    var index = new int[shape.rank()];
    for (int n = 0; n < shape.size(); n++) {
      int rest = n;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        index[axis] = rest % shape.dim(axis);
        rest /= shape.dim(axis);
      }
      visitor.visit(n, index);
    }
  }
}
