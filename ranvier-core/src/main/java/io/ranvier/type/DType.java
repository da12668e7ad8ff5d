package io.ranvier.type;

/// The element types a tensor can hold, from the narrowest to the widest.
///
/// [#F32] is the working type and [#F64] is complete beside it; the integers hold indices, labels
/// and pictures, [#BOOL] masks (one byte each, 0 or 1). [#F16] and [#BF16] are read from and
/// written to files; arithmetic wants them cast first.
public enum DType {
  BOOL(1),
  U8(1),
  I32(4),
  I64(8),
  F16(2),
  BF16(2),
  F32(4),
  F64(8);

  private final int byteSize;

  DType(int byteSize) {
    this.byteSize = byteSize;
  }

  /// How many bytes one element takes in memory and in files.
  public int byteSize() {
    return byteSize;
  }

  public boolean isFloating() {
    return compareTo(F16) >= 0;
  }

  public boolean isInteger() {
    return this == U8 || this == I32 || this == I64;
  }

  /// The narrowest type that holds what both hold, as far as floating point can: `i32` with `f32`
  /// is `f32`, `f16` with `bf16` is `f32`.
  public static DType promote(DType a, DType b) {
    if (a == b) return a;
    if (a.isFloating() && b.isFloating() && a.byteSize == 2 && b.byteSize == 2) return F32;
    return a.compareTo(b) > 0 ? a : b;
  }

  /// `f32`, `i64`, `bool`, …
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
