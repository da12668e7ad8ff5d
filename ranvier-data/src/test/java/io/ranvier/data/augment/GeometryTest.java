package io.ranvier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.Box;
import io.ranvier.data.Example;
import io.ranvier.data.Point;
import io.ranvier.data.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GeometryTest {
  private static final int HEIGHT = 20;
  private static final int WIDTH = 24;
  private static final Sampling KEEP_ALL = Sampling.DEFAULT.visible(0);

  @Property(tries = 100)
  void aMovedBoxHoldsTheMovedMask(
      @ForAll @IntRange(max = 22) int left,
      @ForAll @IntRange(max = 18) int top,
      @ForAll @IntRange(min = 1, max = 24) int width,
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll long seed) {
    int right = Math.min(WIDTH, left + width);
    int bottom = Math.min(HEIGHT, top + height);
    var example = Examples.boxed(HEIGHT, WIDTH, left, top, right, bottom);
    Examples.geometries()
        .forEach(
            (name, geometry) -> {
              var moved = geometry.sampled(KEEP_ALL).apply(example, Examples.draws(seed));
              var visible = visible(moved.mask().orElseThrow());
              // A displacement is inverted by iteration.
              double slack = name.equals("elastic") ? 0.5 : 0;
              visible.ifPresent(
                  pixels -> {
                    var box = moved.boxes().getFirst();
                    assertThat(box.left())
                        .as(name)
                        .isLessThanOrEqualTo(pixels.left() + 0.5 + slack);
                    assertThat(box.top()).as(name).isLessThanOrEqualTo(pixels.top() + 0.5 + slack);
                    assertThat(box.right())
                        .as(name)
                        .isGreaterThanOrEqualTo(pixels.right() - 0.5 - slack);
                    assertThat(box.bottom())
                        .as(name)
                        .isGreaterThanOrEqualTo(pixels.bottom() - 0.5 - slack);
                  });
              if (Examples.exact().containsKey(name)) {
                assertThat(moved.boxes()).as(name).isEqualTo(visible.stream().toList());
              }
            });
  }

  /// The pixels of class 7.
  private static Optional<Box> visible(Raster mask) {
    var corners = new ArrayList<Point>();
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        assertThat(mask.at(0, y, x)).isIn(0f, 7f);
        if (mask.at(0, y, x) == 7) {
          corners.add(new Point(x, y));
          corners.add(new Point(x + 1.0, y + 1.0));
        }
      }
    }
    return corners.isEmpty() ? Optional.empty() : Optional.of(Box.around(7, corners));
  }

  /// A picture of coordinates tells of each new pixel where it comes from: a point there must go to
  /// the pixel.
  @Property(tries = 50)
  void aKeyPointGoesWhereThePictureGoes(@ForAll long seed) {
    var example = new Example(coordinates(), 0);
    var sampling = Sampling.DEFAULT.aliased().border(Border.REPLICATE);
    Examples.geometries()
        .forEach(
            (name, geometry) -> {
              // Between the outermost pixels and the border of what is resized, the level is
              // constant.
              double slack = name.matches(".*[rR]esize.*|cover") ? 1 : 1e-2;
              var picture =
                  geometry.sampled(sampling).apply(example, Examples.draws(seed)).picture();
              var mapping = geometry.draw(WIDTH, HEIGHT, Examples.draws(seed));
              for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < picture.width(); x++) {
                  var from = new Point(picture.at(0, y, x), picture.at(1, y, x));
                  if (isInside(from)) {
                    var to = mapping.forward(from);
                    assertThat(to.x()).as(name).isCloseTo(x + 0.5, within(slack));
                    assertThat(to.y()).as(name).isCloseTo(y + 0.5, within(slack));
                  }
                }
              }
            });
  }

  /// Waves that come close to folding the picture: neighbours are pushed together to a tenth of
  /// their distance.
  @Property(tries = 200)
  void aDisplacedPlaceIsFoundAgain(
      @ForAll @IntRange(min = 10, max = 40) int length,
      @ForAll @IntRange(max = 359) int direction,
      @ForAll @IntRange(max = 359) int phase) {
    double along = Math.toRadians(direction);
    double amplitude = 0.9 * length / (2 * Math.PI);
    var dx = new float[WIDTH * HEIGHT];
    var dy = new float[WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double distance = x * Math.cos(along) + y * Math.sin(along);
        double push = amplitude * Math.sin(2 * Math.PI * distance / length + Math.toRadians(phase));
        dx[y * WIDTH + x] = (float) (push * Math.cos(along));
        dy[y * WIDTH + x] = (float) (push * Math.sin(along));
      }
    }
    var mapping = new Displacement(WIDTH, HEIGHT, dx, dy);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        var from = new Point(x + 0.5 + dx[y * WIDTH + x], y + 0.5 + dy[y * WIDTH + x]);
        var found = mapping.forward(from);
        assertThat(found.x()).isCloseTo(x + 0.5, within(1e-6));
        assertThat(found.y()).isCloseTo(y + 0.5, within(1e-6));
      }
    }
  }

  private static boolean isInside(Point point) {
    return point.x() > 0.51
        && point.y() > 0.51
        && point.x() < WIDTH - 0.51
        && point.y() < HEIGHT - 0.51;
  }

  /// Each pixel's levels are the coordinates of its centre.
  private static Raster coordinates() {
    int plane = WIDTH * HEIGHT;
    var levels = new float[2 * plane];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        levels[y * WIDTH + x] = x + 0.5f;
        levels[plane + y * WIDTH + x] = y + 0.5f;
      }
    }
    return new Raster(2, HEIGHT, WIDTH, levels);
  }

  @Test
  void symmetriesAreExact() {
    var picture = Examples.noise(3, 5, 8, 1);
    var twice =
        List.of(
            Flip.HORIZONTAL.then(Flip.HORIZONTAL),
            Flip.VERTICAL.then(Flip.VERTICAL),
            Turn.HALF.then(Flip.VERTICAL).then(Flip.HORIZONTAL),
            Turn.QUARTER_LEFT.then(Turn.QUARTER_RIGHT),
            Turn.QUARTER_LEFT.then(Turn.QUARTER_LEFT).then(Turn.HALF),
            Geometry.pad(2, 3, 2, 3)
                .sampled(Sampling.DEFAULT.fill(9))
                .then(Geometry.centerCrop(5, 8)));
    for (var nothing : twice) {
      var same = nothing.apply(new Example(picture, 0), Examples.draws(0)).picture();
      assertThat(same.levels()).isEqualTo(picture.levels());
    }
    var turned = Turn.QUARTER_LEFT.apply(new Example(picture, 0), Examples.draws(0)).picture();
    assertThat(turned.height()).isEqualTo(8);
    assertThat(turned.at(1, 7, 2)).isEqualTo(picture.at(1, 2, 0));
    assertThat(turned.at(1, 0, 0)).isEqualTo(picture.at(1, 0, 7));
    var mirrored = Flip.HORIZONTAL.apply(new Example(picture, 0), Examples.draws(0)).picture();
    assertThat(mirrored.at(2, 4, 0)).isEqualTo(picture.at(2, 4, 7));
    // Any turn by right angles about the centre of a square.
    var square = new Example(Examples.noise(1, 6, 6, 2), 0);
    assertThat(
            new RandomAffine(0).degrees(90, 90).apply(square, Examples.draws(0)).picture().levels())
        .isEqualTo(Turn.QUARTER_RIGHT.apply(square, Examples.draws(0)).picture().levels());
  }

  @Test
  void bordersAreOfFiveKinds() {
    var row = new Example(new Raster(1, 1, 3, new float[] {1, 2, 3}), 0);
    var expected =
        Map.of(
            Border.CONSTANT, new float[] {9, 9, 9, 9, 1, 2, 3, 9, 9, 9, 9},
            Border.REPLICATE, new float[] {1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3},
            Border.REFLECT, new float[] {1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3},
            Border.SYMMETRIC, new float[] {3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1},
            Border.CIRCULAR, new float[] {3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1});
    for (var border : Border.values()) {
      var sampling = Sampling.DEFAULT.border(border).fill(9);
      var padded = Geometry.pad(4, 0, 4, 0).sampled(sampling).apply(row, Examples.draws(0));
      assertThat(padded.picture().levels()).as(border.name()).isEqualTo(expected.get(border));
    }
  }

  @Test
  void whatLiesOutsideIsFilled() {
    var example = Examples.boxed(8, 8, 0, 0, 8, 8);
    var sampling = Sampling.DEFAULT.fill(33).maskFill(255);
    var padded = Geometry.pad(1, 2, 0, 0).sampled(sampling).apply(example, Examples.draws(0));
    assertThat(padded.picture().at(2, 1, 4)).isEqualTo(33);
    assertThat(padded.mask().orElseThrow().at(0, 1, 4)).isEqualTo(255);
    assertThat(padded.mask().orElseThrow().at(0, 2, 1)).isEqualTo(7);
  }

  @Test
  void boxesOfWhichTooLittleIsLeftAreDropped() {
    var example = Examples.boxed(10, 10, 4, 0, 8, 10);
    Geometry left = (_, _, _) -> Region.cut(0, 0, 5, 10);
    assertThat(
            left.sampled(Sampling.DEFAULT.visible(0.3)).apply(example, Examples.draws(0)).boxes())
        .isEmpty();
    assertThat(
            left.sampled(Sampling.DEFAULT.visible(0.25)).apply(example, Examples.draws(0)).boxes())
        .containsExactly(new Box(7, 4, 0, 5, 10));
  }

  @Test
  void whatCoversKeepsItsProportions() {
    var draws = Examples.draws(0);
    assertThat(Geometry.cover(10, 10).draw(24, 20, draws))
        .isEqualTo(new Region(2, 0, 20, 20, 10, 10));
    assertThat(Geometry.cover(10, 40).draw(24, 20, draws))
        .isEqualTo(new Region(0, 7, 24, 6, 40, 10));
    assertThat(Geometry.cover(1, 500).draw(24, 20, draws))
        .isEqualTo(new Region(0, 10, 24, 1, 500, 1));
    assertThat(Geometry.cover(20, 24).draw(24, 20, draws)).isEqualTo(Region.cut(0, 0, 24, 20));
  }

  @Test
  void boxesMayBeThin() {
    var point = new Box(1, 5, 5, 5, 5);
    var line = new Box(2, 0, 3, 0, 9);
    var outside = new Box(3, 30, 3, 30, 9);
    var example = Examples.boxed(10, 10, 0, 0, 1, 1).withBoxes(List.of(point, line, outside));
    var flipped = Flip.HORIZONTAL.apply(example, Examples.draws(0));
    assertThat(flipped.boxes()).containsExactly(point, new Box(2, 10, 3, 10, 9));
    var larger = Examples.boxed(HEIGHT, WIDTH, 0, 0, 1, 1).withBoxes(List.of(point, line, outside));
    Examples.all().values().forEach(any -> any.apply(larger, Examples.draws(3)));
  }

  @Test
  void aPlainPictureStaysPlain() {
    var plain = new Raster(1, 20, 30, filled(20 * 30, 77));
    for (var interpolation : Interpolation.values()) {
      var sampling = Sampling.DEFAULT.interpolation(interpolation).border(Border.REPLICATE);
      Examples.geometries()
          .forEach(
              (name, geometry) -> {
                var levels =
                    geometry
                        .sampled(sampling)
                        .apply(new Example(plain, 0), Examples.draws(4))
                        .picture()
                        .levels();
                for (float level : levels) {
                  assertThat(level).as(name).isCloseTo(77, within(1e-3f));
                }
              });
    }
  }

  private static float[] filled(int count, float level) {
    var levels = new float[count];
    Arrays.fill(levels, level);
    return levels;
  }
}
