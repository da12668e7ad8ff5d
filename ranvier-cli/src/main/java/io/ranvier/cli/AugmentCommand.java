package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.ContactSheet;
import io.ranvier.data.Example;
import io.ranvier.data.augment.Geometry;
import io.ranvier.data.picture.Pictures;
import io.ranvier.data.random.CounterRandom;
import java.nio.file.Path;
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

  @Parameters(paramLabel = "PICTURE", description = "PNG, JPEG, PGM or PPM")
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

  @Override
  public Integer call() {
    var whole = new Example(Pictures.read(picture).toRaster(), 0);
    var square =
        Geometry.resizeShorter(SIDE)
            .then(Geometry.centerCrop(SIDE, SIDE))
            .apply(whole, new CounterRandom(seed, 0, 0));
    var sheet = new ContactSheet(SIDE);
    for (var variation : Variation.values()) {
      variation
          .ofPicture(SIDE, SIDE)
          .ifPresent(
              augmentation -> {
                sheet.add(
                    IntStream.range(0, COLUMNS)
                        .mapToObj(i -> augmentation.apply(square, new CounterRandom(seed, 0, i)))
                        .map(Example::picture)
                        .toList());
                console.out().println(variation);
              });
    }
    sheet.write(out);
    console.err().println("a row for each of these is in " + out);
    return 0;
  }
}
