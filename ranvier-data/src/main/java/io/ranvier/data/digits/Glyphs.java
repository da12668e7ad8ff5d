package io.ranvier.data.digits;

import static io.ranvier.data.digits.Glyph.glyph;
import static io.ranvier.data.digits.Glyph.stroke;

import io.ranvier.data.random.CounterRandom;
import java.util.List;

/// The ways in which people write the ten digits, drawn by hand for this library.
final class Glyphs {
  private static final List<Glyph> ZERO =
      List.of(
          glyph(4, stroke(50, 3, 28, 14, 17, 45, 24, 82, 48, 97, 74, 84, 84, 50, 74, 15, 50, 3)),
          glyph(3, stroke(58, 2, 38, 18, 28, 52, 33, 88, 50, 98, 66, 84, 73, 50, 70, 16, 58, 2)),
          glyph(4, stroke(50, 8, 18, 22, 6, 52, 20, 85, 52, 95, 84, 82, 95, 50, 82, 18, 50, 8)),
          glyph(
              2,
              stroke(
                  68, 10, 45, 3, 22, 25, 16, 60, 32, 93, 60, 95, 82, 70, 82, 35, 66, 12, 48, 12)),
          glyph(2, stroke(45, 6, 24, 20, 16, 52, 26, 86, 50, 97, 76, 84, 85, 50, 78, 20, 62, 4)));

  private static final List<Glyph> ONE =
      List.of(
          glyph(10, stroke(50, 0, 50, 33, 50, 67, 50, 100)),
          glyph(4, stroke(53, 0, 48, 35, 48, 70, 50, 100)),
          glyph(1, stroke(34, 22, 43, 14, 50, 2), stroke(50, 2, 50, 50, 50, 100)),
          glyph(
              1,
              stroke(34, 20, 43, 12, 50, 2),
              stroke(50, 2, 50, 50, 50, 98),
              stroke(26, 99, 50, 98, 76, 98)),
          glyph(1, stroke(50, 2, 50, 50, 50, 98), stroke(30, 99, 50, 98, 70, 98)),
          glyph(
              1,
              stroke(24, 30, 38, 18, 54, 2),
              stroke(54, 2, 52, 50, 52, 96),
              stroke(6, 98, 50, 96, 94, 94)));

  private static final List<Glyph> TWO =
      List.of(
          glyph(
              3,
              stroke(18, 25, 30, 7, 55, 3, 75, 18, 72, 42, 48, 68, 20, 95),
              stroke(20, 95, 50, 92, 85, 95)),
          glyph(
              3,
              stroke(
                  20, 22, 38, 4, 65, 6, 76, 28, 62, 55, 35, 82, 14, 90, 12, 78, 28, 76, 50, 90, 70,
                  97, 88, 88)),
          glyph(
              1,
              stroke(20, 15, 48, 5, 72, 14, 70, 35, 45, 65, 15, 95),
              stroke(15, 95, 48, 95, 82, 95)),
          glyph(
              2,
              stroke(15, 30, 25, 10, 50, 2, 74, 14, 76, 36, 55, 62, 25, 90),
              stroke(25, 90, 45, 82, 65, 92, 88, 88)),
          glyph(
              3,
              stroke(
                  22, 30, 35, 8, 60, 5, 72, 22, 60, 52, 38, 80, 18, 95, 6, 86, 16, 74, 36, 80, 62,
                  96, 95, 90)),
          glyph(
              2,
              stroke(28, 30, 22, 18, 38, 4, 64, 4, 78, 22, 66, 50, 40, 75, 16, 94),
              stroke(16, 94, 48, 90, 86, 92)),
          glyph(
              3,
              stroke(10, 22, 35, 6, 68, 8, 74, 28, 46, 62, 12, 94),
              stroke(12, 94, 50, 88, 100, 94)),
          glyph(
              2,
              stroke(4, 16, 35, 10, 78, 8),
              stroke(78, 8, 46, 50, 8, 94),
              stroke(8, 94, 50, 92, 96, 88)),
          glyph(
              2,
              stroke(
                  28, 20, 48, 4, 70, 14, 68, 46, 48, 78, 22, 92, 10, 80, 26, 68, 52, 80, 74, 94, 98,
                  92)));

  private static final List<Glyph> THREE =
      List.of(
          glyph(
              3,
              stroke(20, 12, 45, 2, 72, 12, 70, 34, 42, 46),
              stroke(42, 46, 72, 56, 80, 76, 60, 96, 32, 97, 14, 84)),
          glyph(
              1,
              stroke(18, 5, 48, 4, 78, 5),
              stroke(78, 5, 60, 24, 42, 42),
              stroke(42, 42, 72, 50, 82, 72, 62, 95, 35, 98, 15, 86)),
          glyph(
              2,
              stroke(
                  22, 14, 48, 2, 72, 14, 66, 36, 44, 48, 36, 44, 46, 42, 70, 54, 78, 76, 58, 97, 28,
                  96, 12, 82)),
          glyph(
              2,
              stroke(25, 8, 55, 2, 72, 18, 60, 38, 38, 46),
              stroke(38, 46, 66, 50, 84, 70, 74, 92, 45, 100, 15, 92)),
          glyph(
              2,
              stroke(34, 8, 56, 4, 68, 18, 60, 38, 44, 46),
              stroke(44, 46, 66, 56, 70, 78, 54, 96, 30, 92)),
          glyph(3, stroke(20, 15, 50, 2, 74, 18, 60, 40, 56, 48, 74, 64, 72, 86, 45, 98, 15, 88)),
          glyph(
              2,
              stroke(8, 18, 40, 4, 76, 10, 66, 32, 32, 48),
              stroke(32, 48, 70, 48, 88, 66, 66, 90, 4, 96)),
          glyph(
              2,
              stroke(16, 20, 44, 2, 74, 14, 62, 36, 30, 50),
              stroke(30, 50, 66, 46, 84, 62, 70, 88, 40, 98, 12, 90, 18, 78, 36, 84)));

  private static final List<Glyph> FOUR =
      List.of(
          glyph(
              3,
              stroke(28, 3, 22, 28, 18, 50, 28, 58, 55, 54, 85, 46),
              stroke(68, 5, 66, 50, 62, 100)),
          glyph(
              1,
              stroke(62, 2, 35, 30, 10, 62),
              stroke(10, 62, 50, 62, 92, 60),
              stroke(62, 2, 62, 50, 62, 100)),
          glyph(3, stroke(22, 10, 20, 35, 25, 52, 50, 54, 72, 46), stroke(74, 4, 70, 50, 68, 100)),
          glyph(1, stroke(25, 8, 18, 35, 30, 52, 58, 46, 72, 10), stroke(72, 10, 70, 55, 66, 100)),
          glyph(
              2,
              stroke(40, 0, 28, 28, 15, 55),
              stroke(15, 55, 50, 54, 85, 52),
              stroke(72, 22, 62, 65, 54, 100)),
          glyph(
              2,
              stroke(20, 5, 18, 28, 16, 50),
              stroke(16, 50, 50, 50, 84, 46),
              stroke(70, 2, 68, 50, 66, 100)),
          glyph(
              1,
              stroke(70, 5, 45, 22, 18, 55),
              stroke(18, 55, 45, 60, 82, 54),
              stroke(70, 5, 66, 55, 62, 100)),
          glyph(2, stroke(6, 8, 8, 32, 16, 50, 44, 54, 92, 40), stroke(86, 2, 76, 50, 72, 100)),
          glyph(
              1,
              stroke(36, 14, 22, 38, 16, 56),
              stroke(16, 56, 50, 52, 94, 50),
              stroke(62, 4, 52, 55, 40, 100)));

  private static final List<Glyph> FIVE =
      List.of(
          glyph(
              3,
              stroke(30, 6, 28, 24, 26, 42),
              stroke(26, 42, 52, 36, 76, 52, 76, 80, 52, 98, 18, 92),
              stroke(30, 6, 55, 5, 80, 4)),
          glyph(2, stroke(80, 8, 50, 5, 28, 18, 30, 40, 58, 50, 76, 68, 64, 92, 36, 98, 14, 88)),
          glyph(
              3,
              stroke(80, 5, 56, 6, 32, 8),
              stroke(32, 8, 28, 27, 24, 46),
              stroke(24, 46, 50, 40, 78, 55, 76, 82, 48, 98, 15, 88)),
          glyph(
              2,
              stroke(34, 12, 32, 28, 30, 45),
              stroke(30, 45, 55, 42, 70, 58, 66, 84, 44, 98, 20, 92),
              stroke(36, 10, 62, 7, 92, 2)),
          glyph(
              2,
              stroke(85, 2, 60, 3, 40, 6),
              stroke(40, 6, 36, 24, 32, 40),
              stroke(32, 40, 62, 52, 66, 76, 42, 96, 8, 92)),
          glyph(
              3,
              stroke(100, 4, 70, 10, 44, 16),
              stroke(44, 16, 36, 30, 30, 46),
              stroke(30, 46, 54, 46, 68, 62, 52, 86, 6, 92)),
          glyph(
              2,
              stroke(92, 0, 60, 8, 38, 14, 34, 30, 50, 48, 64, 68, 46, 92, 10, 94, 4, 80, 20, 74)),
          glyph(
              2,
              stroke(24, 8, 23, 28, 22, 46),
              stroke(22, 46, 50, 34, 72, 48, 74, 74, 56, 94, 20, 96),
              stroke(22, 8, 46, 8, 66, 6)));

  private static final List<Glyph> SIX =
      List.of(
          glyph(3, stroke(68, 4, 42, 22, 24, 55, 26, 85, 48, 98, 72, 86, 72, 64, 52, 54, 28, 70)),
          glyph(3, stroke(50, 0, 32, 35, 22, 70, 34, 95, 58, 96, 70, 78, 56, 60, 30, 70)),
          glyph(
              2,
              stroke(
                  76, 10, 50, 8, 24, 32, 14, 65, 30, 94, 60, 97, 80, 78, 68, 58, 40, 60, 20, 78)),
          glyph(2, stroke(55, 0, 38, 30, 30, 70, 38, 95, 55, 98, 66, 84, 58, 68, 40, 74, 32, 86)),
          glyph(3, stroke(62, 2, 36, 32, 24, 68, 36, 96, 62, 94, 74, 74, 58, 58, 34, 66, 24, 82)),
          glyph(
              2,
              stroke(
                  60, 2, 30, 24, 12, 58, 22, 90, 52, 96, 84, 78, 86, 58, 62, 50, 40, 66, 42, 90)),
          glyph(1, stroke(84, 4, 46, 30, 20, 62, 26, 92, 50, 94, 66, 78, 60, 64, 40, 66, 26, 84)));

  private static final List<Glyph> SEVEN =
      List.of(
          glyph(4, stroke(15, 8, 48, 8, 80, 6), stroke(80, 6, 60, 45, 42, 98)),
          glyph(
              2,
              stroke(15, 8, 48, 8, 80, 6),
              stroke(80, 6, 60, 45, 42, 98),
              stroke(35, 50, 58, 50, 82, 47)),
          glyph(
              2,
              stroke(14, 24, 15, 16, 16, 8),
              stroke(16, 8, 50, 8, 82, 6),
              stroke(82, 6, 58, 48, 45, 98)),
          glyph(2, stroke(14, 18, 38, 8, 60, 12, 82, 6), stroke(82, 6, 62, 40, 50, 98)),
          glyph(3, stroke(18, 16, 50, 6, 80, 12, 70, 45, 52, 98)),
          glyph(2, stroke(22, 10, 50, 10, 76, 8), stroke(76, 8, 70, 50, 68, 100)),
          glyph(2, stroke(10, 30, 24, 12, 46, 16, 84, 8), stroke(84, 8, 62, 50, 50, 100)),
          glyph(2, stroke(6, 14, 40, 14, 90, 4), stroke(90, 4, 60, 40, 26, 98)),
          glyph(1, stroke(18, 40, 22, 14, 50, 12, 78, 12), stroke(78, 12, 62, 52, 54, 100)));

  private static final List<Glyph> EIGHT =
      List.of(
          glyph(
              4,
              stroke(
                  72, 16, 50, 2, 28, 14, 32, 36, 54, 50, 74, 70, 68, 92, 46, 98, 26, 88, 28, 66, 52,
                  46, 70, 28, 72, 16)),
          glyph(
              2,
              stroke(50, 3, 30, 12, 30, 34, 50, 46, 70, 34, 70, 12, 50, 3),
              stroke(50, 46, 24, 60, 22, 86, 50, 98, 78, 86, 76, 60, 50, 46)),
          glyph(
              3,
              stroke(
                  76, 10, 50, 3, 30, 16, 36, 38, 60, 54, 72, 76, 56, 96, 34, 92, 30, 72, 50, 50, 72,
                  28, 82, 14)),
          glyph(
              3,
              stroke(
                  64, 6, 48, 4, 38, 20, 46, 40, 60, 58, 62, 82, 48, 98, 34, 88, 36, 66, 52, 46, 66,
                  24, 64, 6)),
          glyph(
              2,
              stroke(
                  80, 18, 56, 2, 26, 12, 26, 38, 50, 52, 64, 70, 60, 92, 44, 98, 32, 86, 40, 66, 62,
                  46, 80, 26, 78, 12)),
          glyph(
              2,
              stroke(
                  90, 10, 56, 2, 22, 16, 32, 38, 60, 56, 62, 82, 36, 98, 14, 86, 30, 64, 62, 44, 90,
                  14)),
          glyph(
              1,
              stroke(
                  74, 8, 40, 10, 28, 26, 46, 44, 66, 64, 58, 92, 34, 92, 32, 70, 56, 46, 80, 24)));

  private static final List<Glyph> NINE =
      List.of(
          glyph(
              3,
              stroke(70, 20, 50, 4, 26, 18, 26, 42, 46, 52, 68, 38, 72, 14),
              stroke(72, 14, 70, 55, 66, 100)),
          glyph(
              1,
              stroke(72, 18, 50, 3, 27, 20, 30, 44, 52, 50, 74, 28),
              stroke(74, 14, 76, 50, 68, 84, 44, 98, 22, 92)),
          glyph(
              3,
              stroke(74, 12, 52, 4, 26, 26, 24, 48, 44, 54, 70, 30, 76, 8),
              stroke(76, 8, 64, 58, 54, 100)),
          glyph(
              3,
              stroke(68, 14, 50, 2, 34, 14, 38, 32, 56, 34, 68, 16),
              stroke(68, 16, 66, 60, 62, 100)),
          glyph(3, stroke(78, 10, 50, 4, 24, 22, 28, 46, 52, 48, 74, 22, 76, 14, 70, 60, 52, 100)),
          glyph(
              3,
              stroke(74, 22, 52, 4, 22, 10, 10, 32, 28, 48, 56, 42, 76, 18),
              stroke(76, 14, 72, 54, 70, 100)),
          glyph(
              2,
              stroke(78, 8, 50, 6, 24, 18, 20, 36, 42, 42, 70, 26, 80, 10),
              stroke(80, 8, 58, 56, 36, 98)),
          glyph(
              2,
              stroke(
                  66, 18, 48, 6, 28, 20, 24, 46, 42, 56, 62, 44, 70, 20, 72, 48, 74, 76, 80, 98)));

  private static final List<List<Glyph>> ALL =
      List.of(ZERO, ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE);

  private Glyphs() {}

  /// All ways to write `digit`.
  static List<Glyph> of(int digit) {
    return ALL.get(digit);
  }

  /// One way to write `digit`, as often as people write it so.
  static Glyph draw(int digit, CounterRandom random) {
    var ways = of(digit);
    int ticket = random.below(ways.stream().mapToInt(Glyph::weight).sum());
    for (var way : ways) {
      ticket -= way.weight();
      if (ticket < 0) {
        return way;
      }
    }
    throw new AssertionError("the ticket is below the sum of the weights");
  }
}
