package io.ranvier.backend.cpu;

/// Where the matrices of a batch begin: number `i` at `(i / run) · jump + (i mod run) · stride`, in
/// elements. Batches along one axis are a single run; the heads of attention, which lie side by
/// side in the features of each example, are one run for each example.
///
/// @param run at least 1
public record Batches(int run, long stride, long jump) {

  /// Matrices that are equally far apart.
  public static Batches apart(long stride) {
    return new Batches(Integer.MAX_VALUE, stride, 0);
  }

  long start(long i) {
    return i < run ? i * stride : i / run * jump + i % run * stride;
  }
}
