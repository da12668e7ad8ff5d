package io.ranvier.data.digits;

import java.util.List;

/// One way to write one digit: pen strokes in a box of 100 × 100, `y` downwards.
///
/// @param weight how often this way is met, beside the other ways to write the same digit
record Glyph(int weight, List<Stroke> strokes) {

  static Glyph glyph(int weight, Stroke... strokes) {
    return new Glyph(weight, List.of(strokes));
  }

  static Stroke stroke(double... coordinates) {
    return new Stroke(coordinates);
  }

  /// Points that the pen passes smoothly. A corner is where one stroke ends and the next begins.
  static final class Stroke {
    private final double[] coordinates;

    private Stroke(double... coordinates) {
      this.coordinates = coordinates;
    }

    int points() {
      return coordinates.length / 2;
    }

    double x(int point) {
      return coordinates[2 * point] / 100;
    }

    double y(int point) {
      return coordinates[2 * point + 1] / 100;
    }
  }
}
