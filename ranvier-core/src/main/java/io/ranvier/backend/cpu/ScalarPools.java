package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;
import static io.ranvier.backend.cpu.Memory.INT;

import io.ranvier.backend.cpu.PoolGeometry.Place;
import java.lang.foreign.MemorySegment;

/// [PoolLoops] without the Vector API.
final class ScalarPools implements PoolLoops {

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
    var high = g.high;
    var wide = g.wide;
    for (int q = 0; q < wide.positions; q++) {
      for (int c = 0; c < g.channels; c++) {
        float best = Float.NEGATIVE_INFINITY;
        int at = -1;
        for (int i = high.first[p]; i < high.end[p]; i++) {
          int h = high.start(p) + i * high.span.dilation();
          for (int j = wide.first[q]; j < wide.end[q]; j++) {
            int w = wide.start(q) + j * wide.span.dilation();
            float v = x.get(FLOAT, xs.at(picture, h) + w * xs.pixel() + 4L * c);
            if (at < 0 || !(v <= best) && !Float.isNaN(best)) {
              best = v;
              at = h * wide.extent + w;
            }
          }
        }
        y.set(FLOAT, ys.at(picture, p) + q * ys.pixel() + 4L * c, best);
        index.set(INT, is.at(picture, p) + q * is.pixel() + 4L * c, at);
      }
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
    for (int w = 0; w < g.wide.extent; w++) {
      int self = h * g.wide.extent + w;
      for (int c = 0; c < g.channels; c++) {
        float sum = 0;
        for (int p = g.high.from[h]; p < g.high.upTo[h]; p++) {
          for (int q = g.wide.from[w]; q < g.wide.upTo[w]; q++) {
            int at = index.get(INT, is.at(picture, p) + q * is.pixel() + 4L * c);
            float d = dy.get(FLOAT, dys.at(picture, p) + q * dys.pixel() + 4L * c);
            if (at == self) sum += d;
          }
        }
        dx.set(FLOAT, dxs.at(picture, h) + w * dxs.pixel() + 4L * c, sum);
      }
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
    var high = g.high;
    var wide = g.wide;
    for (int q = 0; q < wide.positions; q++) {
      float share = PoolLoops.share(g, countPadding, p, q);
      for (int c = 0; c < g.channels; c++) {
        float sum = 0;
        for (int i = high.first[p]; i < high.end[p]; i++) {
          long row = xs.at(picture, high.start(p) + i * high.span.dilation());
          for (int j = wide.first[q]; j < wide.end[q]; j++) {
            int w = wide.start(q) + j * wide.span.dilation();
            sum += x.get(FLOAT, row + w * xs.pixel() + 4L * c);
          }
        }
        y.set(FLOAT, ys.at(picture, p) + q * ys.pixel() + 4L * c, sum * share);
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
    for (int w = 0; w < g.wide.extent; w++) {
      for (int c = 0; c < g.channels; c++) {
        float sum = 0;
        for (int p = g.high.from[h]; p < g.high.upTo[h]; p++) {
          if (!g.high.sees(p, h)) continue;
          for (int q = g.wide.from[w]; q < g.wide.upTo[w]; q++) {
            if (!g.wide.sees(q, w)) continue;
            float d = dy.get(FLOAT, dys.at(picture, p) + q * dys.pixel() + 4L * c);
            sum = Math.fma(d, PoolLoops.share(g, countPadding, p, q), sum);
          }
        }
        dx.set(FLOAT, dxs.at(picture, h) + w * dxs.pixel() + 4L * c, sum);
      }
    }
  }
}
