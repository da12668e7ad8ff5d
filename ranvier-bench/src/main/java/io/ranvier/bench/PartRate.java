package io.ranvier.bench;

import io.ranvier.bench.part.Part;
import io.ranvier.bench.part.Pass;
import java.util.List;

/// How fast a part is, beside what the machine could do at best.
///
/// @param milliseconds that the kernels of a run take, the median
/// @param bytes that any way to do it moves: what is given is read once, what comes out is written
///   once
/// @param flops additions and multiplications of its products and convolutions; 0 where it could do
///   without. Functions such as exp count as nothing
/// @param kernels of a run
/// @param reference those of them that are the reference backend's, but for those of a few numbers
/// @param ceilings just after
public record PartRate(
    Part part,
    Pass pass,
    double milliseconds,
    long bytes,
    long flops,
    int kernels,
    List<String> reference,
    Ceilings ceilings) {

  public double gigabytesPerSecond() {
    return bytes / milliseconds / 1e6;
  }

  public double gigaflopsPerSecond() {
    return flops / milliseconds / 1e6;
  }

  /// The time that it would take at the ceiling, over that which it takes. What fits into a cache
  /// can be faster than a copy of memory, and what needs fewer multiplications than its definition
  /// faster than the peak.
  public double share() {
    return ceilings.seconds(flops, bytes) * 1e3 / milliseconds;
  }

  /// Whether the ceiling is that of arithmetic, not of memory.
  public boolean isComputing() {
    return flops / ceilings.flopsPerSecond() > bytes / ceilings.bytesPerSecond();
  }
}
