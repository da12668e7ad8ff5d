package io.ranvier.backend.cpu;

import io.ranvier.type.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reduction's view of a pass: `kept` slabs, each of `reduced` rows of `inner` elements; rows are
/// reduced to one. And the fixed cut of a slab into chunks, which depends on nothing else: the same
/// numbers come out whatever else is fused and however many threads run.
///
/// Within a chunk, element `l` of a slab is accumulated in lane `l mod width`, where `width` is a
/// number of whole rows; so one accumulator sees at most [#DEPTH] elements. Then the lanes of a
/// column are combined, then the chunks, both in double precision.
record Partition(long kept, long reduced, long inner) {

  /// How many elements one accumulator takes.
  private static final int DEPTH = 32;

  /// Rows are joined to at least this many lanes, but for those of some whole vectors.
  private static final int LANES = 256;

  private static final int WIDE = 64;

  /// Fewer lanes where rows are single numbers, so that short rows cost little.
  private static final int ROW_LANES = 64;

  /// The lanes of the widest vectors.
  private static final int VECTOR = 16;

  /// The partition of a pass over `shape` in `order`, or null if the reduced axes are not next to
  /// each other in it.
  static @Nullable Partition of(Shape shape, List<Integer> order, List<Integer> reducedAxes) {
    var axes = reducedAxes.stream().map(shape::axis).toList();
    long kept = 1;
    long reduced = 1;
    long inner = 1;
    int stage = 0;
    for (int axis : order) {
      int length = shape.dim(axis);
      if (length == 1) continue;
      if (axes.contains(axis)) {
        if (stage == 2) return null;
        stage = 1;
        reduced *= length;
      } else if (stage == 0) {
        kept *= length;
      } else {
        stage = 2;
        inner *= length;
      }
    }
    return new Partition(kept, reduced, inner);
  }

  /// The elements of a slab.
  long slab() {
    return reduced * inner;
  }

  /// How many rows are accumulated side by side: short ones so many that they fill whole vectors.
  long joined() {
    if (inner >= LANES || inner >= WIDE && inner % VECTOR == 0) return 1;
    if (inner <= 1) return Math.clamp(reduced, 1, ROW_LANES);
    long whole = Math.max(VECTOR / Long.lowestOneBit(inner), 1);
    return Math.clamp(reduced, 1, Math.ceilDiv(Math.ceilDiv(LANES, inner), whole) * whole);
  }

  /// Whether all pieces between the ends of slabs, chunks and rounds through the accumulators are
  /// made of whole vectors of `lanes`, and there is more than one round.
  boolean isWhole(int lanes) {
    return width() % lanes == 0 && slab() % lanes == 0 && (inner > 1 || slab() > width());
  }

  /// The number of accumulators.
  long width() {
    return joined() * inner;
  }

  /// The elements of a chunk; the last of a slab may be shorter.
  long chunk() {
    return DEPTH * width();
  }

  /// The number of chunks of a slab.
  long chunks() {
    return slab() == 0 ? 0 : Math.ceilDiv(slab(), chunk());
  }

  /// The number of results.
  long results() {
    return kept * inner;
  }

  /// The first beginning of a chunk at or after `place`.
  long boundary(long place) {
    long slab = slab();
    long within = Math.ceilDiv(place % slab, chunk()) * chunk();
    return place - place % slab + Math.min(within, slab);
  }
}
