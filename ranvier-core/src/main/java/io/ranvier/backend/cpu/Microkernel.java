package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;

import java.lang.foreign.MemorySegment;

/// The innermost loops of everything dense, on `float`s in native memory.
///
/// All offsets and strides count bytes. Two implementations compute the same: [VectorMicrokernel],
/// and [ScalarMicrokernel] where the Vector API is absent. Every method sums in an order that is
/// fixed by its arguments.
interface Microkernel {

  /// Rows of the tallest block of any implementation.
  int TILE_ROWS = 14;

  /// Rows of the tallest block: products are cut into multiples of it.
  int tallest();

  /// Floats in one vector.
  int lanes();

  /// Columns in one panel of B: two vectors.
  default int panel() {
    return 2 * lanes();
  }

  /// `C[r, j] = Σₖ A[r, k] · B[k, j]`, or `C[r, j] += …`, for `r < rows` and `j < columns`.
  ///
  /// `A[r, k]` is `left[a + r·am + k·ak]`, with any strides; the array must reach as far as if
  /// there were [#TILE_ROWS] more rows, which are read and not used. `B[k, j]` lies at `b + k·bk +
  /// 4j`, `C[r, j]` at `c + r·cm + 4j`. B must be readable up to a whole number of vectors in each
  /// row.
  ///
  /// @param columns at most [#panel()]
  /// @param add whether to add to C
  /// @param scratch room for [#TILE_ROWS] rows of a panel at `w`
  void multiply(
      int rows,
      int columns,
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      boolean add,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w);

  /// Copies `rows` runs of `count` floats into an array, by whole vectors: may write up to a vector
  /// too much behind each run, never reads beyond the end of `from`.
  void lift(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      float[] to,
      int t,
      int toStride);

  /// Copies `rows` runs of `count` floats.
  void copy(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride);

  /// Transposes: `to[j, i] = from[i, j]` for `i < rows`, `j < columns`. May write any values to
  /// `to[j, i]` for `rows ≤ i <` the next multiple of [#lanes()].
  ///
  /// @param scratch room for `2 · lanes² ` floats at `w`
  void transpose(
      int rows,
      int columns,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride,
      MemorySegment scratch,
      long w);

  /// `Σₖ x[k] · y[k]`, both contiguous.
  float dot(int count, MemorySegment left, long x, MemorySegment right, long y);

  /// Several lines against one: dot product i, of the line at `x + i·xm` and that at `y`, to `z +
  /// i·zm`, or added to what is there.
  ///
  /// @param lines how many
  /// @param count the terms of each
  default void dots(
      int lines,
      int count,
      MemorySegment left,
      long x,
      long xm,
      MemorySegment right,
      long y,
      boolean add,
      MemorySegment to,
      long z,
      long zm) {
    for (int line = 0; line < lines; line++, x += xm, z += zm) {
      float sum = dot(count, left, x, right, y);
      to.set(FLOAT, z, add ? to.get(FLOAT, z) + sum : sum);
    }
  }

  /// Adds dot products lane by lane: to vector `4i + j` of the sixteen at `s`, for i and j below 4,
  /// the products of lines `x + i·xm` and `y + j·ym`.
  ///
  /// @param count a multiple of [#lanes()]
  void strip(
      int count,
      MemorySegment left,
      long x,
      long xm,
      MemorySegment right,
      long y,
      long ym,
      MemorySegment sums,
      long s);

  /// The sum of the lanes of one vector.
  float sum(MemorySegment from, long f);

  /// `y[j] += x[j]`, both contiguous.
  void add(int count, MemorySegment from, long x, MemorySegment to, long y);

  /// `z[j] += x[j] · y[j]`, all contiguous.
  void multiplyAdd(
      int count, MemorySegment left, long x, MemorySegment right, long y, MemorySegment to, long z);

  /// `z[j] = Σᵢ x[sources[i] + 4j] · w[weights[i] + 4j]` for the first `taps` entries of the lists.
  void weigh(
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      MemorySegment w,
      long[] weights,
      MemorySegment to,
      long z);

  /// [#weigh] for a run of pixels: pixel p reads at `sources[i] + p·xm` and writes to `z + p·zm`.
  /// Changes the list of sources.
  default void weighRun(
      int pixels,
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      long xm,
      MemorySegment w,
      long[] weights,
      MemorySegment to,
      long z,
      long zm) {
    for (int pixel = 0; pixel < pixels; pixel++, z += zm) {
      weigh(count, taps, x, sources, w, weights, to, z);
      for (int tap = 0; tap < taps; tap++) sources[tap] += xm;
    }
  }

  /// `z[weights[i] + 4j] += Σₚ x[sources[i] + p·xm + 4j] · y[p·ym + 4j]` for the first `taps`
  /// entries of the lists, where p counts pixels.
  default void correlateRun(
      int pixels,
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      long xm,
      MemorySegment right,
      long y,
      long ym,
      MemorySegment to,
      long z,
      long[] weights) {
    for (int tap = 0; tap < taps; tap++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        long s = sources[tap] + pixel * xm;
        multiplyAdd(count, x, s, right, y + pixel * ym, to, z + weights[tap]);
      }
    }
  }

  /// Writes zeros.
  void clear(int count, MemorySegment to, long t);

  /// Writes the same four bytes again and again.
  void repeat(int bits, int count, MemorySegment to, long t);

  /// Copies `rows` runs of `count` floats, the first to the last, by whole vectors: may write up to
  /// a vector too much behind each run, never reads beyond the end of `from`.
  void runs(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride);

  /// Writes `count` zeros, by whole vectors: may write up to a vector too much.
  void zero(int count, MemorySegment to, long t);
}
