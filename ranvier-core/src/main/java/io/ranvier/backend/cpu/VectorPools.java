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

/// [PoolLoops] on the Vector API: vectors lie along the channels. Where these fill several vectors,
/// a row is done pixel by pixel, so that memory is read in order; else the mask of the channels is
/// made once for a stretch of pixels.
final class VectorPools implements PoolLoops {
  private static final int LANES = Lanes.COUNT;
  private static final int LONG = 64;

  private static int stretch(int channels) {
    return channels > LANES ? 1 : LONG;
  }

  @Override
  public void max(
      PoolGeometry g,
      int picture,
      int p,
      MemorySegment x,
      Place xs,
      MemorySegment y,
      Place ys,
      MemorySegment index,
      Place is) {
    Memory.offHeap(x, y, index);
    int high = g.high.span.dilation();
    int wide = g.wide.span.dilation();
    int top = g.high.start(p) + g.high.first[p] * high;
    int bottom = g.high.start(p) + g.high.end[p] * high;
    int width = g.wide.extent;
    int positions = g.wide.positions;
    int channels = g.channels;
    int stretch = stretch(channels);
    int done = VectorQuads.max(g, picture, p, x, xs, y, ys, index, is);
    int whole = stretch == 1 ? channels & -LANES : 0;
    for (int q = done; q < positions && whole > 0; q++) {
      maxOfWhole(
          whole,
          top,
          bottom,
          high,
          g.wide.start(q) + g.wide.first[q] * wide,
          g.wide.start(q) + g.wide.end[q] * wide,
          wide,
          width,
          x,
          xs.at(picture, top),
          xs.pixel(),
          high * xs.row(),
          y,
          ys.at(picture, p) + q * ys.pixel(),
          index,
          is.at(picture, p) + q * is.pixel());
    }
    for (int q0 = done; q0 < positions; q0 += stretch) {
      int q1 = Math.min(positions, q0 + stretch);
      for (int c = whole; c < channels; c += LANES) {
        VectorMask<Float> some = FLOATS.indexInRange(0, channels - c);
        VectorMask<Integer> someInts = some.cast(INTS);
        long corner = xs.at(picture, top) + 4L * c;
        long to = ys.at(picture, p) + q0 * ys.pixel() + 4L * c;
        long at = is.at(picture, p) + q0 * is.pixel() + 4L * c;
        for (int q = q0; q < q1; q++) {
          int left = g.wide.start(q) + g.wide.first[q] * wide;
          int right = g.wide.start(q) + g.wide.end[q] * wide;
          var best =
              FloatVector.fromMemorySegment(FLOATS, x, corner + left * xs.pixel(), ORDER, some);
          var place = IntVector.broadcast(INTS, top * width + left);
          int first = left + wide;
          long row = corner;
          for (int h = top; h < bottom; h += high) {
            for (int w = first; w < right; w += wide) {
              var v = FloatVector.fromMemorySegment(FLOATS, x, row + w * xs.pixel(), ORDER, some);
              VectorMask<Float> keeps = best.compare(GE, v).or(best.compare(NE, best));
              best = v.blend(best, keeps);
              place = IntVector.broadcast(INTS, h * width + w).blend(place, keeps.cast(INTS));
            }
            first = left;
            row += high * xs.row();
          }
          best.intoMemorySegment(y, to, ORDER, some);
          place.intoMemorySegment(index, at, ORDER, someInts);
          to += ys.pixel();
          at += is.pixel();
        }
      }
    }
  }

  /// The first `whole` channels of one position, a whole number of vectors: without masks.
  ///
  /// @param corner the first pixel of the row `top`; pixels are `pixel` bytes apart, rows of the
  ///   window `line` bytes
  private static void maxOfWhole(
      int whole,
      int top,
      int bottom,
      int high,
      int left,
      int right,
      int wide,
      int width,
      MemorySegment x,
      long corner,
      long pixel,
      long line,
      MemorySegment y,
      long to,
      MemorySegment index,
      long at) {
    Memory.offHeap(x, y, index);
    for (int c = 0; c < whole; c += LANES) {
      long row = corner + 4L * c;
      var best = FloatVector.fromMemorySegment(FLOATS, x, row + left * pixel, ORDER);
      var place = IntVector.broadcast(INTS, top * width + left);
      int first = left + wide;
      for (int h = top; h < bottom; h += high) {
        for (int w = first; w < right; w += wide) {
          var v = FloatVector.fromMemorySegment(FLOATS, x, row + w * pixel, ORDER);
          VectorMask<Float> keeps = best.compare(GE, v).or(best.compare(NE, best));
          best = v.blend(best, keeps);
          place = IntVector.broadcast(INTS, h * width + w).blend(place, keeps.cast(INTS));
        }
        first = left;
        row += line;
      }
      best.intoMemorySegment(y, to + 4L * c, ORDER);
      place.intoMemorySegment(index, at + 4L * c, ORDER);
    }
  }

  @Override
  public void scatter(
      PoolGeometry g,
      int picture,
      int h,
      MemorySegment dy,
      Place dys,
      MemorySegment index,
      Place is,
      MemorySegment dx,
      Place dxs) {
    Memory.offHeap(dy, index, dx);
    int width = g.wide.extent;
    int channels = g.channels;
    int stretch = stretch(channels);
    int p0 = g.high.from[h];
    int p1 = g.high.upTo[h];
    int done = VectorQuads.scatter(g, picture, h, dy, dys, index, is, dx, dxs);
    int whole = stretch == 1 ? channels & -LANES : 0;
    for (int w = done; w < width && whole > 0; w++) {
      scatterWhole(
          whole,
          h * width + w,
          p1 - p0,
          g.wide.upTo[w] - g.wide.from[w],
          dy,
          dys.at(picture, p0) + g.wide.from[w] * dys.pixel(),
          dys,
          index,
          is.at(picture, p0) + g.wide.from[w] * is.pixel(),
          is,
          dx,
          dxs.at(picture, h) + w * dxs.pixel());
    }
    for (int w0 = done; w0 < width; w0 += stretch) {
      int w1 = Math.min(width, w0 + stretch);
      for (int c = whole; c < channels; c += LANES) {
        VectorMask<Float> some = FLOATS.indexInRange(0, channels - c);
        VectorMask<Integer> someInts = some.cast(INTS);
        long to = dxs.at(picture, h) + w0 * dxs.pixel() + 4L * c;
        for (int w = w0; w < w1; w++) {
          int self = h * width + w;
          int q0 = g.wide.from[w];
          int q1 = g.wide.upTo[w];
          var sum = FloatVector.zero(FLOATS);
          for (int p = p0; p < p1; p++) {
            long from = dys.at(picture, p) + 4L * c;
            long at = is.at(picture, p) + 4L * c;
            for (int q = q0; q < q1; q++) {
              var place =
                  IntVector.fromMemorySegment(INTS, index, at + q * is.pixel(), ORDER, someInts);
              var here = place.compare(EQ, self).cast(FLOATS);
              long d = from + q * dys.pixel();
              sum = sum.add(FloatVector.fromMemorySegment(FLOATS, dy, d, ORDER, some), here);
            }
          }
          sum.intoMemorySegment(dx, to, ORDER, some);
          to += dxs.pixel();
        }
      }
    }
  }

  /// The first `whole` channels of the pixel number `self`, which `rows` times `columns` windows
  /// cover.
  ///
  /// @param from the gradient at the first of these windows
  /// @param at its index
  private static void scatterWhole(
      int whole,
      int self,
      int rows,
      int columns,
      MemorySegment dy,
      long from,
      Place dys,
      MemorySegment index,
      long at,
      Place is,
      MemorySegment dx,
      long to) {
    Memory.offHeap(dy, index, dx);
    long pixel = dys.pixel();
    long line = dys.row();
    long indexPixel = is.pixel();
    long indexLine = is.row();
    for (int c = 0; c < whole; c += LANES) {
      var sum = FloatVector.zero(FLOATS);
      for (int p = 0; p < rows; p++) {
        long d = from + p * line + 4L * c;
        long i = at + p * indexLine + 4L * c;
        for (int q = 0; q < columns; q++) {
          var place = IntVector.fromMemorySegment(INTS, index, i + q * indexPixel, ORDER);
          var here = place.compare(EQ, self).cast(FLOATS);
          sum = sum.add(FloatVector.fromMemorySegment(FLOATS, dy, d + q * pixel, ORDER), here);
        }
      }
      sum.intoMemorySegment(dx, to + 4L * c, ORDER);
    }
  }

  @Override
  public void mean(
      PoolGeometry g,
      boolean countPadding,
      int picture,
      int p,
      MemorySegment x,
      Place xs,
      MemorySegment y,
      Place ys) {
    Memory.offHeap(x, y);
    int high = g.high.span.dilation();
    int wide = g.wide.span.dilation();
    int top = g.high.start(p) + g.high.first[p] * high;
    int bottom = g.high.start(p) + g.high.end[p] * high;
    int positions = g.wide.positions;
    int channels = g.channels;
    int stretch = stretch(channels);
    for (int q0 = 0; q0 < positions; q0 += stretch) {
      int q1 = Math.min(positions, q0 + stretch);
      for (int c = 0; c < channels; c += LANES) {
        VectorMask<Float> some = FLOATS.indexInRange(0, channels - c);
        long to = ys.at(picture, p) + q0 * ys.pixel() + 4L * c;
        for (int q = q0; q < q1; q++) {
          int left = g.wide.start(q) + g.wide.first[q] * wide;
          int right = g.wide.start(q) + g.wide.end[q] * wide;
          float share = PoolLoops.share(g, countPadding, p, q);
          var sum = FloatVector.zero(FLOATS);
          long row = xs.at(picture, top) + 4L * c;
          for (int h = top; h < bottom; h += high) {
            for (int w = left; w < right; w += wide) {
              long at = row + w * xs.pixel();
              sum = sum.add(FloatVector.fromMemorySegment(FLOATS, x, at, ORDER, some));
            }
            row += high * xs.row();
          }
          sum.mul(share).intoMemorySegment(y, to, ORDER, some);
          to += ys.pixel();
        }
      }
    }
  }

  @Override
  public void meanGrad(
      PoolGeometry g,
      boolean countPadding,
      int picture,
      int h,
      MemorySegment dy,
      Place dys,
      MemorySegment dx,
      Place dxs) {
    Memory.offHeap(dy, dx);
    int width = g.wide.extent;
    int channels = g.channels;
    int stretch = stretch(channels);
    int p0 = g.high.from[h];
    int p1 = g.high.upTo[h];
    for (int w0 = 0; w0 < width; w0 += stretch) {
      int w1 = Math.min(width, w0 + stretch);
      for (int c = 0; c < channels; c += LANES) {
        VectorMask<Float> some = FLOATS.indexInRange(0, channels - c);
        long to = dxs.at(picture, h) + w0 * dxs.pixel() + 4L * c;
        for (int w = w0; w < w1; w++) {
          int q0 = g.wide.from[w];
          int q1 = g.wide.upTo[w];
          var sum = FloatVector.zero(FLOATS);
          for (int p = p0; p < p1; p++) {
            if (!g.high.sees(p, h)) continue;
            long from = dys.at(picture, p) + 4L * c;
            for (int q = q0; q < q1; q++) {
              if (!g.wide.sees(q, w)) continue;
              var share = FloatVector.broadcast(FLOATS, PoolLoops.share(g, countPadding, p, q));
              long d = from + q * dys.pixel();
              sum = FloatVector.fromMemorySegment(FLOATS, dy, d, ORDER, some).fma(share, sum);
            }
          }
          sum.intoMemorySegment(dx, to, ORDER, some);
          to += dxs.pixel();
        }
      }
    }
  }
}
