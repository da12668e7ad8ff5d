package io.ranvier.cli;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Batches;
import io.ranvier.data.Mixing;
import io.ranvier.data.Order;
import io.ranvier.data.augment.ColorJitter;
import io.ranvier.data.augment.CutMix;
import io.ranvier.data.augment.Cutout;
import io.ranvier.data.augment.ElasticTransform;
import io.ranvier.data.augment.Flip;
import io.ranvier.data.augment.GaussianBlur;
import io.ranvier.data.augment.GaussianNoise;
import io.ranvier.data.augment.MixUp;
import io.ranvier.data.augment.RandAugment;
import io.ranvier.data.augment.RandomAffine;
import io.ranvier.data.augment.RandomCrop;
import io.ranvier.data.augment.RandomErasing;
import io.ranvier.data.augment.RandomPerspective;
import io.ranvier.data.augment.RandomResizedCrop;
import io.ranvier.data.augment.Range;
import io.ranvier.data.augment.Turn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The augmentations that the command knows by name. None changes the size of a picture.
enum Variation {
  FLIP,
  VERTICAL_FLIP,
  TURN,
  CROP,
  RESIZED_CROP,
  ROTATION,
  AFFINE,
  PERSPECTIVE,
  ELASTIC,
  JITTER,
  BLUR,
  NOISE,
  ERASING,
  CUTOUT,
  RANDAUGMENT,
  MIXUP,
  CUTMIX;

  /// What is done to each picture; nothing where batches are mixed.
  Optional<Augmentation> ofPicture(int height, int width) {
    int side = Math.min(height, width);
    return switch (this) {
      case FLIP -> Optional.of(Flip.HORIZONTAL.sometimes(0.5));
      case VERTICAL_FLIP -> Optional.of(Flip.VERTICAL.sometimes(0.5));
      case TURN -> Optional.of(Turn.HALF.sometimes(0.5));
      case CROP -> Optional.of(new RandomCrop(height, width).padding(side / 8));
      case RESIZED_CROP -> Optional.of(new RandomResizedCrop(height, width));
      case ROTATION -> Optional.of(new RandomAffine(15));
      case AFFINE ->
          Optional.of(new RandomAffine(15).translate(0.1, 0.1).scale(0.8, 1.25).shear(10, 10));
      case PERSPECTIVE -> Optional.of(new RandomPerspective(0.3));
      // Displaces by about a 24th of the side.
      case ELASTIC -> Optional.of(new ElasticTransform(side * side / 32.0, side / 8.0));
      case JITTER -> Optional.of(new ColorJitter(0.4, 0.4, 0.4, 0.1));
      case BLUR -> Optional.of(new GaussianBlur(5, new Range(0.1, 2)));
      case NOISE -> Optional.of(new GaussianNoise(16));
      case ERASING -> Optional.of(new RandomErasing().noise().sometimes(0.5));
      case CUTOUT -> Optional.of(new Cutout(Math.ceilDiv(side, 2)));
      case RANDAUGMENT -> Optional.of(new RandAugment());
      case MIXUP, CUTMIX -> Optional.empty();
    };
  }

  /// What is done to each batch; nothing where pictures are changed.
  private Optional<Mixing> ofBatch(int classes) {
    return switch (this) {
      case MIXUP -> Optional.of(new MixUp(0.2, classes));
      case CUTMIX -> Optional.of(new CutMix(1, classes));
      default -> Optional.empty();
    };
  }

  /// `batches` with the pictures changed by all of `variations` that do so, one after the other;
  /// then each batch is mixed by one of those that do that.
  ///
  /// @param order whose seed and epoch say what is drawn
  static Batches vary(
      Batches batches, List<Variation> variations, int classes, Order.Shuffled order) {
    var picture = batches.split().picture();
    var changes =
        variations.stream()
            .flatMap(v -> v.ofPicture(picture.dim(1), picture.dim(2)).stream())
            .reduce(Augmentation::then);
    var mixings = variations.stream().flatMap(v -> v.ofBatch(classes).stream()).toList();
    if (changes.isPresent()) {
      batches = batches.augmented(changes.get(), order.seed(), order.epoch());
    }
    return mixings.isEmpty() ? batches : batches.mixed(oneOf(mixings), order.seed(), order.epoch());
  }

  private static Mixing oneOf(List<Mixing> mixings) {
    return (batch, random) -> mixings.get(random.below(mixings.size())).apply(batch, random);
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
