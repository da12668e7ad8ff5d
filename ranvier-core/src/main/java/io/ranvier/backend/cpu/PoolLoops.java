package io.ranvier.backend.cpu;

import io.ranvier.backend.cpu.PoolGeometry.Place;
import java.lang.foreign.MemorySegment;

/// The loops of pooling, each over one row of one picture's result, channels running fastest; once
/// on the Vector API and once without.
interface PoolLoops {
  PoolLoops BEST = Simd.AVAILABLE ? new VectorPools() : new ScalarPools();

  /// Row `p` of the maxima, and where they stood.
  void max(
      PoolGeometry g,
      int picture,
      int p,
      MemorySegment x,
      Place xs,
      MemorySegment y,
      Place ys,
      MemorySegment index,
      Place is);

  /// Row `h` of `dx`: what came from the positions at which the maximum stood there.
  void scatter(
      PoolGeometry g,
      int picture,
      int h,
      MemorySegment dy,
      Place dys,
      MemorySegment index,
      Place is,
      MemorySegment dx,
      Place dxs);

  /// Row `p` of the means.
  void mean(
      PoolGeometry g,
      boolean countPadding,
      int picture,
      int p,
      MemorySegment x,
      Place xs,
      MemorySegment y,
      Place ys);

  /// Row `h` of the gradient of the means.
  void meanGrad(
      PoolGeometry g,
      boolean countPadding,
      int picture,
      int h,
      MemorySegment dy,
      Place dys,
      MemorySegment dx,
      Place dxs);

  /// By what a sum over the window at position `(p, q)` is multiplied to make it a mean.
  static float share(PoolGeometry g, boolean countPadding, int p, int q) {
    int seen = (g.high.end[p] - g.high.first[p]) * (g.wide.end[q] - g.wide.first[q]);
    return countPadding ? 1f / g.window.taps() : 1f / seen;
  }
}
