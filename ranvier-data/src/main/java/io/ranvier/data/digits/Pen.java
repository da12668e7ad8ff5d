package io.ranvier.data.digits;

import io.ranvier.data.random.CounterRandom;

/// A pen of one width, pressure and sharpness, that inks a trace onto a square of pixels.
///
/// A pixel at distance `d` from the nearest piece gets `clamp(½ + (width/2 − d)/softness)` of the
/// ink: a stroke with round ends and an anti-aliased edge.
final class Pen {
  private final double width;
  private final double softness;
  private final double nib;
  private final double ink;

  Pen(CounterRandom random) {
    width = Math.max(1.3, 2.55 + 0.75 * random.bell());
    softness = random.between(0.8, 1.5);
    nib = random.between(0, 0.25);
    ink = random.between(1.0, 1.25);
  }

  double width() {
    return width;
  }

  /// Inks `trace` onto `coverage: [side, side]`, values 0 to 1.
  void draw(Trace trace, float[] coverage, int side) {
    for (int piece = 0; piece < trace.pieces(); piece++) {
      drawPiece(trace, piece, coverage, side);
    }
  }

  private void drawPiece(Trace trace, int piece, float[] coverage, int side) {
    double x0 = trace.x0(piece);
    double y0 = trace.y0(piece);
    double dx = trace.x1(piece) - x0;
    double dy = trace.y1(piece) - y0;
    double square = dx * dx + dy * dy;
    double half = width / 2 * (1 + nib * (square == 0 ? 0 : (dx * dx - dy * dy) / square));
    double reach = half + softness / 2;
    int left = Math.max(0, (int) Math.floor(Math.min(x0, x0 + dx) - reach));
    int right = Math.min(side - 1, (int) Math.ceil(Math.max(x0, x0 + dx) + reach));
    int top = Math.max(0, (int) Math.floor(Math.min(y0, y0 + dy) - reach));
    int bottom = Math.min(side - 1, (int) Math.ceil(Math.max(y0, y0 + dy) + reach));
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along = square == 0 ? 0 : Math.clamp((px * dx + py * dy) / square, 0.0, 1.0);
        double ox = px - along * dx;
        double oy = py - along * dy;
        double distance = Math.sqrt(ox * ox + oy * oy);
        double value = Math.clamp(ink * (0.5 + (half - distance) / softness), 0.0, 1.0);
        int pixel = row * side + column;
        coverage[pixel] = Math.max(coverage[pixel], (float) value);
      }
    }
  }
}
