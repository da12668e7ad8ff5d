package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// The sum of the lanes of a vector, in an order that is always the same: the upper half onto the
/// lower, again and again. (`reduceLanes` leaves the order open; interpreted and compiled code may
/// differ.)
final class LaneSum {
  private static final int LANES = Lanes.COUNT;
  private static final VectorShuffle<Float> BY_16 = by(16);
  private static final VectorShuffle<Float> BY_8 = by(8);
  private static final VectorShuffle<Float> BY_4 = by(4);
  private static final VectorShuffle<Float> BY_2 = by(2);
  private static final VectorShuffle<Float> BY_1 = by(1);

  private LaneSum() {}

  private static VectorShuffle<Float> by(int distance) {
    return VectorShuffle.iota(FLOATS, distance, 1, true);
  }

  static float sum(FloatVector v) {
    if (LANES > 16) v = v.add(v.rearrange(BY_16));
    if (LANES > 8) v = v.add(v.rearrange(BY_8));
    if (LANES > 4) v = v.add(v.rearrange(BY_4));
    if (LANES > 2) v = v.add(v.rearrange(BY_2));
    if (LANES > 1) v = v.add(v.rearrange(BY_1));
    return v.lane(0);
  }
}
