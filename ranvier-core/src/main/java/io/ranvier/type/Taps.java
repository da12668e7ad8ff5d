package io.ranvier.type;

import io.ranvier.type.Interpolation.Kind;

/// How a row of elements becomes one of another extent: each output is a weighted sum of as many
/// neighbours as all others, by PyTorch's `interpolate`.
public final class Taps {
  /// Keys' `a`, without and with antialiasing.
  private static final double SHARP = -0.75;

  private static final double SMOOTH = -0.5;

  private final int in;
  private final int width;

  /// The first of the neighbours of each output; the last one, too, is within the row.
  private final int[] first;

  /// `[out, width]`
  private final double[] weights;

  private Taps(int in, int out, int width) {
    this.in = in;
    this.width = Math.min(width, in);
    first = new int[out];
    weights = new double[out * this.width];
  }

  /// @param scale how far apart outputs lie in the row
  public static Taps of(Interpolation how, int in, int out, double scale) {
    return switch (how.kind()) {
      case NEAREST -> nearest(in, out, scale, 0);
      case NEAREST_EXACT -> nearest(in, out, scale, 0.5);
      case AREA -> areas(in, out);
      case LINEAR, CUBIC ->
          how.antialias() ? antialiased(how, in, out, scale) : interpolated(how, in, out, scale);
    };
  }

  private static Taps nearest(int in, int out, double scale, double shift) {
    var taps = new Taps(in, out, 1);
    for (int i = 0; i < out; i++) {
      taps.begin(i, (int) Math.floor((i + shift) * scale));
      taps.weights[i] = 1;
    }
    return taps;
  }

  /// The mean of `[⌊i · in / out⌋, ⌈(i + 1) · in / out⌉)`.
  public static Taps areas(int in, int out) {
    var taps = new Taps(in, out, Math.ceilDiv(in, out) + 1);
    for (int i = 0; i < out; i++) {
      int from = start(i, in, out);
      int to = end(i, in, out);
      taps.begin(i, from);
      for (int place = from; place < to; place++) taps.add(i, place, 1.0 / (to - from));
    }
    return taps;
  }

  /// `⌊i · in / out⌋`: where the part of a row begins that the output `i` covers.
  public static int start(int i, int in, int out) {
    return (int) ((long) i * in / out);
  }

  /// `⌈(i + 1) · in / out⌉`: where it ends.
  public static int end(int i, int in, int out) {
    return (int) Math.ceilDiv((i + 1L) * in, out);
  }

  /// A kernel as wide as `2 · radius` elements. The outermost elements go on outside.
  private static Taps interpolated(Interpolation how, int in, int out, double scale) {
    int radius = radius(how);
    var taps = new Taps(in, out, 2 * radius);
    for (int i = 0; i < out; i++) {
      double at = how.alignCorners() ? scale * i : scale * (i + 0.5) - 0.5;
      int from = (int) Math.floor(at) - radius + 1;
      taps.begin(i, from);
      for (int place = from; place < from + 2 * radius; place++) {
        taps.add(i, Math.clamp(place, 0, in - 1), weight(how, at - place));
      }
    }
    return taps;
  }

  /// The kernel stretched by the scale where the row shrinks, cut off at its ends, and brought to
  /// the sum 1.
  private static Taps antialiased(Interpolation how, int in, int out, double scale) {
    double stretch = Math.max(scale, 1);
    double support = radius(how) * stretch;
    var taps = new Taps(in, out, (int) (2 * support) + 1);
    for (int i = 0; i < out; i++) {
      double centre = scale * (i + 0.5);
      int from = Math.max((int) (centre - support + 0.5), 0);
      int to = Math.min((int) (centre + support + 0.5), in);
      double sum = 0;
      for (int place = from; place < to; place++) {
        sum += weight(how, (place - centre + 0.5) / stretch);
      }
      taps.begin(i, from);
      for (int place = from; place < to && sum != 0; place++) {
        taps.add(i, place, weight(how, (place - centre + 0.5) / stretch) / sum);
      }
    }
    return taps;
  }

  private static int radius(Interpolation how) {
    return how.kind() == Kind.CUBIC ? 2 : 1;
  }

  private static double weight(Interpolation how, double distance) {
    if (how.kind() == Kind.LINEAR) return Math.max(1 - Math.abs(distance), 0);
    return keys(distance, how.antialias() ? SMOOTH : SHARP);
  }

  /// Keys' kernel as it is without antialiasing.
  public static double keys(double distance) {
    return keys(distance, SHARP);
  }

  /// Cubic pieces that are 1 at 0, 0 at the other integers, and 0 from 2 on.
  private static double keys(double distance, double a) {
    double d = Math.abs(distance);
    if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    if (d < 2) return ((d - 5) * d + 8) * d * a - 4 * a;
    return 0;
  }

  /// Neighbours from `place` on, or as far before as keeps all of them within the row.
  private void begin(int i, int place) {
    first[i] = Math.clamp(place, 0, in - width);
  }

  private void add(int i, int place, double weight) {
    weights[i * width + place - first[i]] += weight;
  }

  /// How many neighbours each output has.
  public int width() {
    return width;
  }

  /// The first neighbour of each output; a copy.
  public int[] first() {
    return first.clone();
  }

  /// `[out, width]`, what the neighbours of each output count; a copy.
  public double[] weights() {
    return weights.clone();
  }

  /// `[out, in]`, what each element counts for each output.
  public double[] matrix() {
    var matrix = new double[first.length * in];
    for (int i = 0; i < first.length; i++) {
      System.arraycopy(weights, i * width, matrix, i * in + first[i], width);
    }
    return matrix;
  }
}
