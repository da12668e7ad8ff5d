package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Box;
import io.ranvier.data.Example;
import io.ranvier.data.Point;
import io.ranvier.data.Raster;
import io.ranvier.data.random.CounterRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pictures to be changed, and all that changes them.
final class Examples {
  private Examples() {}

  static CounterRandom draws(long seed) {
    return new CounterRandom(seed, 1, 2);
  }

  /// Whole levels of 0 to 255.
  static Raster noise(int channels, int height, int width, long seed) {
    var random = draws(seed);
    var levels = new float[channels * height * width];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = random.below(256);
    }
    return new Raster(channels, height, width, levels);
  }

  /// A picture with a box, the same filled in its mask, and the box's middle as a key point.
  static Example boxed(int height, int width, int left, int top, int right, int bottom) {
    var mask = new float[height * width];
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        mask[y * width + x] = 7;
      }
    }
    return new Example(
        noise(3, height, width, 5),
        1,
        List.of(new Box(7, left, top, right, bottom)),
        Optional.of(new Raster(1, height, width, mask)),
        List.of(new Point((left + right) / 2.0, (top + bottom) / 2.0)));
  }

  /// Those after which each pixel is one that was there before, in a place of its own.
  static Map<String, Geometry> exact() {
    var all = new LinkedHashMap<String, Geometry>();
    for (var flip : Flip.values()) {
      all.put(flip.name(), flip);
    }
    for (var turn : Turn.values()) {
      all.put(turn.name(), turn);
    }
    all.put("randomCrop", new RandomCrop(9, 11));
    all.put("padded", new RandomCrop(14, 15).padding(6));
    all.put("centerCrop", Geometry.centerCrop(13, 10));
    all.put("centerCrop of more", Geometry.centerCrop(37, 31));
    all.put("pad", Geometry.pad(3, 0, 5, 2));
    all.put("shift", new RandomAffine(0).translate(0.4, 0.3));
    return all;
  }

  static Map<String, Geometry> geometries() {
    var all = new LinkedHashMap<>(exact());
    all.put("resize", Geometry.resize(31, 12));
    all.put("resizeShorter", Geometry.resizeShorter(13));
    all.put("cover", Geometry.cover(7, 15));
    all.put("randomResizedCrop", new RandomResizedCrop(17, 23).scale(0.3, 1));
    all.put("turn", new RandomAffine(180));
    all.put("affine", new RandomAffine(40).translate(0.1, 0.2).scale(0.7, 1.4).shear(20, 10));
    all.put("perspective", new RandomPerspective());
    all.put("extreme perspective", new RandomPerspective(1));
    // Twice as strong, one field of some ten thousand folds the picture.
    all.put("elastic", new ElasticTransform(10, 4));
    return all;
  }

  static Map<String, Augmentation> all() {
    Map<String, Augmentation> all = new LinkedHashMap<>(geometries());
    all.put("colorJitter", new ColorJitter(0.4, 0.4, 0.4, 0.2));
    all.put("gaussianBlur", new GaussianBlur(5));
    all.put("gaussianNoise", new GaussianNoise(10));
    all.put("cutout", new Cutout(6));
    all.put("randomErasing", new RandomErasing().noise());
    all.put("randAugment", new RandAugment());
    all.put(
        "a chain",
        new RandomResizedCrop(16, 16)
            .then(Flip.HORIZONTAL.sometimes(0.5))
            .then(Augmentation.oneOf(new GaussianBlur(3), new GaussianNoise(3))));
    return all;
  }
}
