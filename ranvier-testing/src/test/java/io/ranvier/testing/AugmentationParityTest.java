package io.ranvier.testing;

import static io.ranvier.data.augment.Interpolation.AREA;
import static io.ranvier.data.augment.Interpolation.BICUBIC;
import static io.ranvier.data.augment.Interpolation.BILINEAR;
import static io.ranvier.data.augment.Interpolation.NEAREST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.Point;
import io.ranvier.data.Raster;
import io.ranvier.data.augment.Border;
import io.ranvier.data.augment.ColorJitter;
import io.ranvier.data.augment.Displacement;
import io.ranvier.data.augment.GaussianBlur;
import io.ranvier.data.augment.Geometry;
import io.ranvier.data.augment.Homography;
import io.ranvier.data.augment.Projection;
import io.ranvier.data.augment.RandomAffine;
import io.ranvier.data.augment.Range;
import io.ranvier.data.augment.Region;
import io.ranvier.data.augment.Sampling;
import io.ranvier.data.random.CounterRandom;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Changes of pictures against PyTorch: `src/test/python/augmentation.py`.
final class AugmentationParityTest {
  /// Relative to the range of levels.
  private static final float TOLERANCE = 255e-6f;

  private static final Range ONE = new Range(1, 1);
  private static final Range NONE = new Range(0, 0);
  private static final Map<String, Function<TorchCase, Augmentation>> CASES = cases();

  private static Map<String, Function<TorchCase, Augmentation>> cases() {
    var cases = new LinkedHashMap<String, Function<TorchCase, Augmentation>>();
    resizing(cases);
    sampling(cases);
    affine(cases);
    colours(cases);
    return cases;
  }

  private static void resizing(Map<String, Function<TorchCase, Augmentation>> cases) {
    var kinds =
        Map.of(
            "nearest", Sampling.DEFAULT.interpolation(NEAREST),
            "bilinear", Sampling.DEFAULT,
            "bicubic", Sampling.DEFAULT.interpolation(BICUBIC),
            "bilinear_aliased", Sampling.DEFAULT.aliased(),
            "bicubic_aliased", Sampling.DEFAULT.interpolation(BICUBIC).aliased(),
            "area", Sampling.DEFAULT.interpolation(AREA));
    kinds.forEach(
        (kind, sampling) -> {
          for (var size :
              List.of(Shape.of(4, 5), Shape.of(13, 20), Shape.of(3, 17), Shape.of(1, 1)))
            cases.put(
                "resize_%s_%dx%d".formatted(kind, size.dim(0), size.dim(1)),
                _ -> Geometry.resize(size.dim(0), size.dim(1)).sampled(sampling));
        });
    cases.put(
        "resized_crop",
        _ -> {
          Geometry crop = (_, _, _) -> new Region(1, 2, 6, 5, 9, 3);
          return crop;
        });
  }

  private static void sampling(Map<String, Function<TorchCase, Augmentation>> cases) {
    var borders =
        Map.of(
            "zeros", Border.CONSTANT, "border", Border.REPLICATE, "reflection", Border.SYMMETRIC);
    for (var interpolation : List.of(NEAREST, BILINEAR, BICUBIC)) {
      borders.forEach(
          (name, border) ->
              cases.put(
                  "warp_%s_%s".formatted(interpolation.name().toLowerCase(Locale.ROOT), name),
                  torch ->
                      warp(torch)
                          .sampled(Sampling.DEFAULT.interpolation(interpolation).border(border))));
    }
    cases.put("affine_grid", AugmentationParityTest::warp);
    cases.put("projective", AugmentationParityTest::warp);
    cases.put("fill", torch -> warp(torch).sampled(Sampling.DEFAULT.fill(128)));
    cases.put("perspective", AugmentationParityTest::perspective);
    cases.put("displacement", AugmentationParityTest::displacement);
  }

  private static void affine(Map<String, Function<TorchCase, Augmentation>> cases) {
    cases.put("affine_turn", _ -> new RandomAffine(0).degrees(30, 30));
    cases.put("affine_scale", _ -> new RandomAffine(0).scale(1.3, 1.3));
    cases.put("affine_shear", _ -> new RandomAffine(NONE, 0, 0, ONE, new Range(12, 12), NONE));
    cases.put(
        "affine_all",
        _ ->
            new RandomAffine(
                new Range(-50, -50),
                0,
                0,
                new Range(0.8, 0.8),
                new Range(10, 10),
                new Range(-15, -15)));
  }

  private static void colours(Map<String, Function<TorchCase, Augmentation>> cases) {
    cases.put("blur_3", _ -> new GaussianBlur(3, new Range(0.5, 0.5)));
    cases.put("blur_7", _ -> new GaussianBlur(7, new Range(1.7, 1.7)));
    for (double factor : new double[] {0.3, 1.8}) {
      var name = Double.toString(factor).replace(".", "");
      var range = new Range(factor, factor);
      cases.put("brightness_" + name, _ -> new ColorJitter(range, ONE, ONE, NONE));
      cases.put("contrast_" + name, _ -> new ColorJitter(ONE, range, ONE, NONE));
      cases.put("saturation_" + name, _ -> new ColorJitter(ONE, ONE, range, NONE));
    }
    cases.put("contrast_of_grey", _ -> new ColorJitter(ONE, new Range(0.4, 0.4), ONE, NONE));
    cases.put("hue_left", _ -> new ColorJitter(ONE, ONE, ONE, new Range(-0.4, -0.4)));
    cases.put("hue_right", _ -> new ColorJitter(ONE, ONE, ONE, new Range(0.15, 0.15)));
  }

  private static Geometry warp(TorchCase torch) {
    double[] m = torch.get("matrix").values();
    var matrix = new Homography(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);
    return (width, height, _) -> new Projection(width, height, matrix);
  }

  private static Geometry perspective(TorchCase torch) {
    double[] corners = torch.get("corners").values();
    var moved = new ArrayList<Point>();
    for (int i = 0; i < 4; i++) moved.add(new Point(corners[2 * i], corners[2 * i + 1]));
    return (width, height, _) ->
        new Projection(
            width,
            height,
            Homography.between(
                List.of(
                    new Point(0, 0),
                    new Point(width, 0),
                    new Point(width, height),
                    new Point(0, height)),
                moved));
  }

  private static Geometry displacement(TorchCase torch) {
    float[] field = floats(torch.get("field").values());
    int plane = field.length / 2;
    var dx = Arrays.copyOf(field, plane);
    var dy = Arrays.copyOfRange(field, plane, field.length);
    return (width, height, _) -> new Displacement(width, height, dx, dy);
  }

  @TestFactory
  Stream<DynamicTest> changesPicturesAsTorchDoes() {
    return TorchCase.of("augmentation").stream()
        .map(torch -> DynamicTest.dynamicTest(torch.name(), () -> compare(torch)));
  }

  private static void compare(TorchCase torch) {
    var x = torch.get("x");
    var picture =
        new Raster(x.shape().dim(0), x.shape().dim(1), x.shape().dim(2), floats(x.values()));
    var y = torch.get("y");
    var change = Objects.requireNonNull(CASES.get(torch.name()), torch.name()).apply(torch);
    var changed = change.apply(new Example(picture, 0), new CounterRandom(0, 0, 0)).picture();
    assertThat(changed.shape()).isEqualTo(y.shape());
    for (int i = 0; i < y.values().length; i++) {
      assertThat(changed.levels()[i])
          .as("level %d", i)
          .isCloseTo((float) y.values()[i], within(TOLERANCE));
    }
  }

  @Test
  void everyCaseHasItsFixture() {
    assertThat(TorchCase.of("augmentation"))
        .extracting(TorchCase::name)
        .containsExactlyInAnyOrderElementsOf(CASES.keySet());
  }

  private static float[] floats(double[] values) {
    var floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
    return floats;
  }
}
