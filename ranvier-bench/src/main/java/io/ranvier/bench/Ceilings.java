package io.ranvier.bench;

/// What the machine can do at best, all threads together.
///
/// @param flopsPerSecond additions and multiplications of `float32` numbers in registers
/// @param bytesPerSecond read and written by copies of memory that no cache holds
public record Ceilings(double flopsPerSecond, double bytesPerSecond) {

  /// The least time that so many operations and bytes take, in seconds: that of the larger share.
  public double seconds(long flops, long bytes) {
    return Math.max(flops / flopsPerSecond, bytes / bytesPerSecond);
  }
}
