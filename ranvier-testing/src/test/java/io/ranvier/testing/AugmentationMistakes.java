package io.ranvier.testing;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Box;
import io.ranvier.data.Example;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Point;
import io.ranvier.data.Raster;
import io.ranvier.data.augment.ColorJitter;
import io.ranvier.data.augment.CutMix;
import io.ranvier.data.augment.Cutout;
import io.ranvier.data.augment.Displacement;
import io.ranvier.data.augment.ElasticTransform;
import io.ranvier.data.augment.Flip;
import io.ranvier.data.augment.GaussianBlur;
import io.ranvier.data.augment.GaussianNoise;
import io.ranvier.data.augment.Geometry;
import io.ranvier.data.augment.Homography;
import io.ranvier.data.augment.MixUp;
import io.ranvier.data.augment.RandAugment;
import io.ranvier.data.augment.RandomAffine;
import io.ranvier.data.augment.RandomCrop;
import io.ranvier.data.augment.RandomErasing;
import io.ranvier.data.augment.RandomPerspective;
import io.ranvier.data.augment.RandomResizedCrop;
import io.ranvier.data.augment.Range;
import io.ranvier.data.augment.Region;
import io.ranvier.data.augment.Sampling;
import io.ranvier.data.random.CounterRandom;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of what is done to pictures before a network sees them.
final class AugmentationMistakes {
  private static final Example SMALL = new Example(raster(3, 4, 6), 0);

  private AugmentationMistakes() {}

  static List<Mistake> all() {
    return Stream.of(pictures(), geometries(), warps(), colours(), others())
        .flatMap(List::stream)
        .toList();
  }

  private static Mistake applied(String part, Augmentation augmentation, String message) {
    return new Mistake(part, () -> augmentation.apply(SMALL, new CounterRandom(0, 1, 2)), message);
  }

  private static List<Mistake> pictures() {
    return List.of(
        new Mistake(
            "Raster",
            () -> new Raster(1, 0, 3, new float[0]),
            "a raster of [1, 0, 3]: wants channels, height and width of at least 1"),
        new Mistake(
            "Raster",
            () -> new Raster(1, 2, 3, new float[5]),
            "a raster of [1, 2, 3] does not have 5 levels"),
        new Mistake(
            "Example",
            () -> SMALL.withMask(raster(1, 4, 5)),
            "a mask of [1, 4, 5] for a picture of [3, 4, 6]: wants the same height and width"),
        new Mistake(
            "Box",
            () -> new Box(0, 3, 0, 2, 1),
            "a box from (3.0, 0.0) to (2.0, 1.0): wants left <= right and top <= bottom"),
        new Mistake("Box", () -> new Box(0, 0, 0, Double.NaN, 1), "a side of a box at NaN"),
        new Mistake(
            "Point", () -> new Point(0, Double.NaN), "a point at (0.0, NaN): wants finite numbers"),
        new Mistake(
            "Normalisation",
            () -> new Normalisation(List.of(0.1, 0.2), List.of(1.0)),
            "normalisation by means [0.1, 0.2] and stds [1.0]: wants as many, at least 1"),
        new Mistake(
            "Normalisation",
            () -> new Normalisation(0.5, 0),
            "normalisation by mean [0.5] and std [0.0]: wants finite numbers and std > 0"),
        applied(
            "Normalisation",
            new Normalisation(List.of(0.1, 0.2), List.of(1.0, 1.0)),
            "normalisation of 3 channels: wants a mean and std for each, or one for all, not 2"));
  }

  private static List<Mistake> geometries() {
    return List.of(
        new Mistake(
            "Geometry.resize",
            () -> Geometry.resize(0, 5),
            "resize: height and width are 0 and 5, and must be at"),
        new Mistake(
            "Geometry.resizeShorter",
            () -> Geometry.resizeShorter(-1),
            "resizeShorter: height and width are -1 and -1"),
        new Mistake(
            "Geometry.cover", () -> Geometry.cover(0, 3), "cover: height and width are 0 and 3"),
        new Mistake(
            "Geometry.centerCrop",
            () -> Geometry.centerCrop(3, 0),
            "centerCrop: height and width are 3 and 0"),
        new Mistake(
            "Geometry.pad",
            () -> Geometry.pad(1, 1, -2, 1),
            "pad: left, top, right, bottom are 1, 1, -2, 1, and must be at least 0"),
        new Mistake(
            "RandomCrop", () -> new RandomCrop(0, 1), "randomCrop: height and width are 0 and 1"),
        new Mistake(
            "RandomCrop",
            () -> new RandomCrop(3, 3).padding(-1),
            "randomCrop: padding is -1, and must be at least 0"),
        applied(
            "RandomCrop",
            new RandomCrop(7, 7).padding(1),
            "randomCrop: a picture of 6 x 4 with padding 1 holds no piece of 7 x 7"),
        new Mistake(
            "RandomResizedCrop",
            () -> new RandomResizedCrop(4, 4).scale(0, 1),
            "randomResizedCrop: the lowest scale is 0.0, and must be above 0"),
        new Mistake(
            "RandomResizedCrop",
            () -> new RandomResizedCrop(4, 4).scale(0.5, 1.5),
            "randomResizedCrop: the highest scale is 1.5, and must be in [0.0, 1.0]"),
        new Mistake(
            "RandomResizedCrop",
            () -> new RandomResizedCrop(4, 4).ratio(-1, 1),
            "randomResizedCrop: the lowest ratio is -1.0, and must be above 0"));
  }

  private static List<Mistake> warps() {
    return List.of(
        new Mistake(
            "RandomAffine",
            () -> new RandomAffine(-3),
            "randomAffine: degrees is -3.0, and must be in [0.0, 360.0]"),
        new Mistake(
            "RandomAffine",
            () -> new RandomAffine(0).translate(0, 2),
            "randomAffine: translateY is 2.0, and must be in [0.0, 1.0]"),
        new Mistake(
            "RandomAffine",
            () -> new RandomAffine(0).scale(0, 2),
            "randomAffine: the lowest scale is 0.0, and must be above 0"),
        new Mistake(
            "RandomAffine",
            () -> new RandomAffine(0).shear(90, 0),
            "randomAffine: the lowest shear is -90.0, and must be in [-89.9, 89.9]"),
        new Mistake(
            "Range",
            () -> new RandomAffine(0).degrees(1, -1),
            "a range from 1.0 to -1.0: wants finite numbers, low <= high"),
        new Mistake(
            "RandomPerspective",
            () -> new RandomPerspective(Double.NaN),
            "randomPerspective: distortion is NaN, and must be in [0.0, 1.0]"),
        new Mistake(
            "ElasticTransform",
            () -> new ElasticTransform(1, 0),
            "elasticTransform: sigma is 0.0, and must be above 0 and finite"),
        new Mistake(
            "Displacement",
            () -> new Displacement(2, 2, new float[4], new float[3]),
            "displacements of 4 and 3 pixels for a picture of 2 x 2: wants one for each"),
        new Mistake(
            "Homography",
            () -> Homography.scaling(0, 1).inverse(),
            "a homography of determinant 0.0: wants one that can be inverted"),
        new Mistake(
            "Homography",
            () -> Homography.between(List.of(), List.of()),
            "a quadrilateral of 0 corners: wants 4"),
        applied(
            "Region",
            (Geometry) (_, _, _) -> new Region(3, 0, 4, 4, 2, 2),
            "Region[left=3, top=0, regionWidth=4, regionHeight=4, width=2, height=2] of a picture"
                + " of 6 x 4: what is resized must lie within"),
        new Mistake(
            "Sampling",
            () -> Sampling.DEFAULT.visible(1.5),
            "sampling: visible is 1.5, and must be in [0, 1]"),
        new Mistake("Sampling", () -> Sampling.DEFAULT.fill(Double.NaN), "sampling: fill is NaN"));
  }

  private static List<Mistake> colours() {
    return List.of(
        new Mistake(
            "ColorJitter",
            () -> new ColorJitter(-0.1, 0, 0, 0),
            "colorJitter: brightness is -0.1, and must be at least 0 and finite"),
        new Mistake(
            "ColorJitter",
            () -> new ColorJitter(0, 0, 0, 0.6),
            "colorJitter: the lowest hue is -0.6, and must be in [-0.5, 0.5]"),
        new Mistake(
            "ColorJitter",
            () ->
                new ColorJitter(
                    new Range(1, 1), new Range(-1, 1), new Range(1, 1), new Range(0, 0)),
            "colorJitter: the lowest contrast is -1.0, and must be at least 0 and finite"),
        new Mistake(
            "GaussianBlur",
            () -> new GaussianBlur(4),
            "gaussianBlur: kernelSize is 4, and must be odd and at least 1"),
        new Mistake(
            "GaussianBlur",
            () -> new GaussianBlur(3, new Range(0, 1)),
            "gaussianBlur: the lowest sigma is 0.0, and must be above 0"),
        new Mistake(
            "GaussianNoise",
            () -> new GaussianNoise(Double.NaN),
            "gaussianNoise: std is NaN, and must be in [0.0, 255.0]"));
  }

  private static List<Mistake> others() {
    return List.of(
        new Mistake("Cutout", () -> new Cutout(0), "cutout: height and width are 0 and 0"),
        new Mistake(
            "RandomErasing",
            () -> new RandomErasing().level(300),
            "randomErasing: level is 300.0, and must be in [0.0, 255.0]"),
        new Mistake(
            "RandomErasing",
            () -> new RandomErasing().scale(0.5, 2),
            "randomErasing: the highest scale is 2.0, and must be in [0.0, 1.0]"),
        new Mistake(
            "RandAugment",
            () -> new RandAugment(-1, 9),
            "randAugment: operations is -1, and must be at least 0"),
        new Mistake(
            "RandAugment",
            () -> new RandAugment(2, 31),
            "randAugment: magnitude is 31.0, and must be in [0.0, 30.0]"),
        new Mistake(
            "MixUp", () -> new MixUp(0, 10), "mixUp: alpha is 0.0, and must be above 0 and finite"),
        new Mistake(
            "CutMix", () -> new CutMix(1, 0), "cutMix: classes is 0, and must be at least 1"),
        new Mistake(
            "Augmentation.sometimes",
            () -> Flip.VERTICAL.sometimes(1.5),
            "sometimes: p is 1.5, and must be in [0, 1]"),
        new Mistake(
            "Augmentation.oneOf",
            Augmentation::oneOf,
            "oneOf: no choices, and there must be at least 1"));
  }

  private static Raster raster(int channels, int height, int width) {
    return new Raster(channels, height, width, new float[channels * height * width]);
  }
}
