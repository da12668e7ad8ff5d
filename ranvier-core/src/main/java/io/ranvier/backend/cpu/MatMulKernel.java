package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Operand;
import io.ranvier.backend.Packed;
import io.ranvier.op.MatMul;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Optional;

/// The product of float32 matrices, or of batches of them.
final class MatMulKernel implements BlockKernel {
  private final Gemm gemm;
  private final Side a;
  private final Side b;
  private final Side c;

  /// How an operand's matrices lie, in elements.
  private record Side(long offset, Batches batches, long row, long column) {
    Matrix at(Buffer buffer) {
      return at(Memory.of(buffer));
    }

    Matrix at(MemorySegment data) {
      return new Matrix(data, offset, batches, row, column);
    }
  }

  MatMulKernel(MatMul op, Operand a, Operand b, Operand c) {
    var shape = c.shape();
    int k = a.shape().dim(op.transposeA() ? -2 : -1);
    gemm = new Gemm(batch(shape), shape.dim(-2), shape.dim(-1), k);
    this.a = side(a, op.transposeA());
    this.b = side(b, op.transposeB());
    this.c = side(c, false);
  }

  /// Whether the batches of `x` lie as [Batches] says, and its matrices run along one of their
  /// axes. A row or a column has no gaps either: the order of its sums is chosen by strides, and is
  /// to be that of one that lies alone.
  static boolean takes(Operand x) {
    int rank = x.shape().rank();
    boolean runs = x.shape().dim(-2) == 1 && x.shape().dim(-1) == 1;
    for (int i = rank - 2; i < rank; i++) {
      runs |= x.layout().stride(i) == 1 && x.shape().dim(i) > 1;
    }
    return runs && batches(x).isPresent();
  }

  /// Whether the matrices of `y` are row-major, with batches that lie as [Batches] says.
  static boolean gives(Operand y) {
    int rank = y.shape().rank();
    boolean rows = y.layout().stride(rank - 1) == 1 || y.shape().dim(rank - 1) == 1;
    return rows && batches(y).isPresent();
  }

  private static int batch(Shape shape) {
    int batch = 1;
    for (int i = 0; i < shape.rank() - 2; i++) batch *= shape.dim(i);
    return batch;
  }

  /// How the batches of `x` lie, if their axes join to two.
  private static Optional<Batches> batches(Operand x) {
    var axes = new ArrayDeque<Batches>();
    for (int i = x.shape().rank() - 3; i >= 0; i--) {
      int dim = x.shape().dim(i);
      long stride = x.layout().stride(i);
      if (dim == 1) continue;
      var inner = axes.peek();
      boolean joins = inner != null && stride == inner.stride() * inner.run();
      axes.push(
          joins
              ? new Batches(axes.pop().run() * dim, inner.stride(), 0)
              : new Batches(dim, stride, 0));
    }
    return switch (axes.size()) {
      case 0 -> Optional.of(Batches.apart(0));
      case 1 -> Optional.of(axes.pop());
      case 2 -> {
        var outer = axes.pop();
        var inner = axes.pop();
        yield Optional.of(new Batches(inner.run(), inner.stride(), outer.stride()));
      }
      default -> Optional.empty();
    };
  }

  private static Side side(Operand x, boolean transposed) {
    int rank = x.shape().rank();
    long row = x.layout().stride(rank - 2);
    long column = x.layout().stride(rank - 1);
    // the stride of an axis of extent one means nothing; the kernels look for a stride of 1
    if (x.shape().dim(rank - 1) == 1 && row != 1) column = 1;
    else if (x.shape().dim(rank - 2) == 1 && column != 1) row = 1;
    var batches = batches(x).orElseThrow();
    return transposed
        ? new Side(x.layout().offset(), batches, column, row)
        : new Side(x.layout().offset(), batches, row, column);
  }

  @Override
  public void run(Buffer[] inputs, Buffer output, Buffer workspace, Epilogue epilogue) {
    gemm.run(a.at(inputs[0]), b.at(inputs[1]), c.at(output), false, Memory.of(workspace), epilogue);
  }

  @Override
  public Optional<Packed> packed() {
    MemorySegment none = MemorySegment.NULL;
    if (!gemm.packs(a.at(none), b.at(none), c.at(none))) return Optional.empty();
    int threads = Parallel.most();
    var bytes =
        new CutKernel.Bytes(
            gemm.packedBytes(), Gemm.packingBytes(threads), gemm.packedWorkspaceBytes(threads));
    return Optional.of(
        CutKernel.of(
            this,
            new RightForm(gemm.n(), gemm.k(), b),
            bytes,
            (right, to, w) -> gemm.pack(b.at(right), to, w),
            (left, packed, y, w, epilogue) ->
                gemm.runPacked(a.at(left), packed, c.at(y), w, epilogue)));
  }

  /// The extents of a right side, and how it lies.
  private record RightForm(int n, int k, Side side) {}

  @Override
  public int columns() {
    return gemm.n();
  }

  @Override
  public int blockColumns() {
    return gemm.blockColumns();
  }

  @Override
  public long workspaceBytes() {
    return gemm.workspaceBytes(Parallel.most());
  }

  @Override
  public String describe() {
    String batch = gemm.batch() == 1 ? "" : gemm.batch() + "x ";
    return "gemm %s%dx%dx%d".formatted(batch, gemm.m(), gemm.n(), gemm.k());
  }

  @Override
  public long flops() {
    return 2L * gemm.batch() * gemm.m() * gemm.n() * gemm.k();
  }
}
