package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.ContactSheet;
import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.augment.ColorJitter;
import io.ranvier.data.augment.Cutout;
import io.ranvier.data.augment.ElasticTransform;
import io.ranvier.data.augment.Flip;
import io.ranvier.data.augment.GaussianBlur;
import io.ranvier.data.augment.GaussianNoise;
import io.ranvier.data.augment.Geometry;
import io.ranvier.data.augment.RandAugment;
import io.ranvier.data.augment.RandomAffine;
import io.ranvier.data.augment.RandomCrop;
import io.ranvier.data.augment.RandomErasing;
import io.ranvier.data.augment.RandomPerspective;
import io.ranvier.data.augment.RandomResizedCrop;
import io.ranvier.data.augment.Range;
import io.ranvier.data.augment.Turn;
import io.ranvier.data.picture.Pictures;
import io.ranvier.data.random.CounterRandom;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ranvier augment`
@Command(
    name = "augment",
    description = "Shows what augmentations make of a picture: a row for each, as PNG.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AugmentCommand implements Callable<Integer> {
  private static final int SIDE = 160;
  private static final int COLUMNS = 8;

  private final Console console;

  @Parameters(paramLabel = "PICTURE", description = "PNG or JPEG")
  private Path picture = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "augmented.png",
      description = "where the pictures are drawn (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("augmented.png");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "of what is random (default: ${DEFAULT-VALUE})")
  private long seed;

  AugmentCommand(Console console) {
    this.console = console;
  }

  private static Map<String, Augmentation> augmentations() {
    var all = new LinkedHashMap<String, Augmentation>();
    all.put("random crop, padded", new RandomCrop(SIDE, SIDE).padding(SIDE / 8));
    all.put("random resized crop", new RandomResizedCrop(SIDE, SIDE));
    all.put(
        "flips and turns",
        Augmentation.oneOf(
            Flip.HORIZONTAL, Flip.VERTICAL, Turn.QUARTER_LEFT, Turn.QUARTER_RIGHT, Turn.HALF));
    all.put("rotation", new RandomAffine(45));
    all.put("affine", new RandomAffine(20).translate(0.1, 0.1).scale(0.7, 1.3).shear(20, 20));
    all.put("perspective", new RandomPerspective());
    all.put("elastic", new ElasticTransform(SIDE / 3.0, 6));
    all.put("colour jitter", new ColorJitter(0.5, 0.5, 0.5, 0.2));
    all.put("blur", new GaussianBlur(13, new Range(0.1, 4)));
    all.put("noise", new GaussianNoise(25));
    all.put("random erasing", new RandomErasing().noise());
    all.put("cutout", new Cutout(SIDE / 3));
    all.put("RandAugment", new RandAugment());
    return all;
  }

  @Override
  public Integer call() {
    var whole = new Example(Pictures.read(picture).toRaster(), 0);
    var square =
        Geometry.resizeShorter(SIDE)
            .then(Geometry.centerCrop(SIDE, SIDE))
            .apply(whole, new CounterRandom(seed, 0, 0));
    var sheet = new ContactSheet(SIDE);
    augmentations()
        .forEach(
            (name, augmentation) -> {
              sheet.add(
                  IntStream.range(0, COLUMNS)
                      .mapToObj(i -> augmentation.apply(square, new CounterRandom(seed, 0, i)))
                      .map(Example::picture)
                      .toList());
              console.out().println(name);
            });
    sheet.write(out);
    console.err().println("a row for each of these is in " + out);
    return 0;
  }
}
