package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// A float32 matrix, or a batch of them, in native memory: element `(i, r, c)` is float number
/// `offset + batches(i) + r·rowStride + c·columnStride` of the segment.
public record Matrix(
    MemorySegment data, long offset, Batches batches, long rowStride, long columnStride) {

  /// With matrices that are equally far apart.
  public Matrix(
      MemorySegment data, long offset, long batchStride, long rowStride, long columnStride) {
    this(data, offset, Batches.apart(batchStride), rowStride, columnStride);
  }

  /// A single row-major matrix whose rows begin `rowStride` floats apart.
  public static Matrix rowMajor(MemorySegment data, long offset, long rowStride) {
    return new Matrix(data, offset, 0, rowStride, 1);
  }

  /// The same matrix with rows and columns exchanged.
  public Matrix transposed() {
    return new Matrix(data, offset, batches, columnStride, rowStride);
  }

  /// The part from element `(row, column)` on.
  Matrix from(long row, long column) {
    long start = offset + row * rowStride + column * columnStride;
    return new Matrix(data, start, batches, rowStride, columnStride);
  }

  /// The byte at which element `(r, c)` of matrix `i` begins.
  long at(long i, long r, long c) {
    return 4 * (offset + batches.start(i) + r * rowStride + c * columnStride);
  }
}
