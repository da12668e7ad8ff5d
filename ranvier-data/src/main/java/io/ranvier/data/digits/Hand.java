package io.ranvier.data.digits;

import io.ranvier.data.random.CounterRandom;

/// One person's hand at one moment: how it bends, slants and turns what it writes.
///
/// A point `p` of a glyph becomes `A (p + u(p))`. `A` is a random rotation, slant and stretch; `u`
/// is a smooth wobble, a sum of three plane waves. Being a function of the place alone, the wobble
/// leaves strokes joined that met.
final class Hand {
  private static final int WAVES = 3;

  private final double xx;
  private final double xy;
  private final double yx;
  private final double yy;
  private final double[] waves = new double[5 * WAVES];

  Hand(CounterRandom random) {
    double turn = 0.12 * random.bell();
    double slant = 0.14 + 0.24 * random.bell();
    double width = 0.9 + 0.17 * random.bell();
    double cosine = StrictMath.cos(turn);
    double sine = StrictMath.sin(turn);
    xx = cosine * width;
    xy = -cosine * slant - sine;
    yx = sine * width;
    yy = cosine - sine * slant;
    for (int i = 0; i < waves.length; i += 5) {
      waves[i] = 0.042 * random.bell();
      waves[i + 1] = 0.042 * random.bell();
      waves[i + 2] = 4.5 * random.bell();
      waves[i + 3] = 4.5 * random.bell();
      waves[i + 4] = random.between(0, 2 * Math.PI);
    }
  }

  Trace write(Glyph glyph) {
    var trace = new Trace();
    for (var stroke : glyph.strokes()) {
      var xs = new double[stroke.points()];
      var ys = new double[stroke.points()];
      for (int i = 0; i < xs.length; i++) {
        double x = stroke.x(i) - 0.5;
        double y = stroke.y(i) - 0.5;
        double wobbleX = 0;
        double wobbleY = 0;
        for (int w = 0; w < waves.length; w += 5) {
          double height = StrictMath.sin(waves[w + 2] * x + waves[w + 3] * y + waves[w + 4]);
          wobbleX += waves[w] * height;
          wobbleY += waves[w + 1] * height;
        }
        xs[i] = xx * (x + wobbleX) + xy * (y + wobbleY);
        ys[i] = yx * (x + wobbleX) + yy * (y + wobbleY);
      }
      trace.spline(xs, ys);
    }
    return trace;
  }
}
