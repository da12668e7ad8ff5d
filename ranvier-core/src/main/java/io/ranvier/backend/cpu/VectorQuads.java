package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.NE;

import io.ranvier.backend.cpu.PoolGeometry.Place;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// Max pooling by windows of 2 x 2 side by side, where one vector holds all channels of a dense
/// picture.
///
/// Every pixel is written as a whole vector, and the next one overwrites what was too much. So the
/// last pixels of a row remain for [VectorPools], whose masks cost more than all the rest.
final class VectorQuads {
  private VectorQuads() {}

  private static boolean takes(PoolGeometry g) {
    return quad(g.high) && quad(g.wide) && g.channels <= Lanes.COUNT;
  }

  private static boolean quad(PoolGeometry.Side side) {
    var span = side.span;
    return span.size() == 2
        && span.stride() == 2
        && span.dilation() == 1
        && span.before() == 0
        && 2 * side.positions <= side.extent;
  }

  private static boolean dense(PoolGeometry g, Place x) {
    return x.pixel() == 4L * g.channels;
  }

  /// How many of a row's pixels may be written by whole vectors.
  private static int whole(PoolGeometry g, int pixels) {
    int tail = (Lanes.COUNT + g.channels - 1) / g.channels;
    return Math.max(0, pixels - tail + 1);
  }

  /// The first pixels of [PoolLoops#max]; returns how many.
  static int max(
      PoolGeometry g,
      int picture,
      int p,
      MemorySegment x,
      Place xs,
      MemorySegment y,
      Place ys,
      MemorySegment index,
      Place is) {
    if (!takes(g) || !dense(g, xs) || !dense(g, ys) || !dense(g, is)) {
      return 0;
    }
    int count = whole(g, g.wide.positions);
    long pixel = 4L * g.channels;
    long from = xs.at(picture, 2 * p);
    int first = 2 * p * g.wide.extent;
    maxima(
        count,
        pixel,
        x,
        from,
        xs.row(),
        first,
        g.wide.extent,
        y,
        ys.at(picture, p),
        index,
        is.at(picture, p));
    return count;
  }

  private static void maxima(
      int count,
      long pixel,
      MemorySegment x,
      long from,
      long row,
      int first,
      int width,
      MemorySegment y,
      long to,
      MemorySegment index,
      long at) {
    Memory.offHeap(x, y, index);
    for (int q = 0; q < count; q++, from += 2 * pixel, to += pixel, at += pixel) {
      int corner = first + 2 * q;
      var best = FloatVector.fromMemorySegment(FLOATS, x, from, ORDER);
      var place = IntVector.broadcast(INTS, corner);
      var v = FloatVector.fromMemorySegment(FLOATS, x, from + pixel, ORDER);
      VectorMask<Float> keeps = best.compare(GE, v).or(best.compare(NE, best));
      best = v.blend(best, keeps);
      place = IntVector.broadcast(INTS, corner + 1).blend(place, keeps.cast(INTS));
      v = FloatVector.fromMemorySegment(FLOATS, x, from + row, ORDER);
      keeps = best.compare(GE, v).or(best.compare(NE, best));
      best = v.blend(best, keeps);
      place = IntVector.broadcast(INTS, corner + width).blend(place, keeps.cast(INTS));
      v = FloatVector.fromMemorySegment(FLOATS, x, from + row + pixel, ORDER);
      keeps = best.compare(GE, v).or(best.compare(NE, best));
      best = v.blend(best, keeps);
      place = IntVector.broadcast(INTS, corner + width + 1).blend(place, keeps.cast(INTS));
      best.intoMemorySegment(y, to, ORDER);
      place.intoMemorySegment(index, at, ORDER);
    }
  }

  /// The first pixels of [PoolLoops#scatter]; returns how many.
  static int scatter(
      PoolGeometry g,
      int picture,
      int h,
      MemorySegment dy,
      Place dys,
      MemorySegment index,
      Place is,
      MemorySegment dx,
      Place dxs) {
    int p = h / 2;
    if (!takes(g) || !dense(g, dys) || !dense(g, is) || !dense(g, dxs) || p >= g.high.positions) {
      return 0;
    }
    int pairs = Math.min(whole(g, g.wide.positions), whole(g, g.wide.extent) / 2);
    int first = h * g.wide.extent;
    spread(
        pairs,
        4L * g.channels,
        dy,
        dys.at(picture, p),
        index,
        is.at(picture, p),
        first,
        dx,
        dxs.at(picture, h));
    return 2 * pairs;
  }

  private static void spread(
      int pairs,
      long pixel,
      MemorySegment dy,
      long from,
      MemorySegment index,
      long at,
      int first,
      MemorySegment dx,
      long to) {
    Memory.offHeap(dy, index, dx);
    var zero = FloatVector.zero(FLOATS);
    for (int q = 0; q < pairs; q++, from += pixel, at += pixel, to += 2 * pixel) {
      int corner = first + 2 * q;
      var gradient = FloatVector.fromMemorySegment(FLOATS, dy, from, ORDER);
      var place = IntVector.fromMemorySegment(INTS, index, at, ORDER);
      var here = place.compare(EQ, corner).cast(FLOATS);
      zero.add(gradient, here).intoMemorySegment(dx, to, ORDER);
      here = place.compare(EQ, corner + 1).cast(FLOATS);
      zero.add(gradient, here).intoMemorySegment(dx, to + pixel, ORDER);
    }
  }
}
