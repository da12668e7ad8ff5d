package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.data.DataException;
import io.ranvier.data.folder.PictureForm;
import io.ranvier.data.mnist.MnistSet;
import io.ranvier.data.picture.Likeness;
import io.ranvier.data.picture.Picture;
import io.ranvier.data.picture.Pictures;
import io.ranvier.data.table.Table;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ranvier predict`
@Command(
    name = "predict",
    description =
        "Says what a trained network sees in pictures (PNG, JPEG, PGM, PPM), or takes rows of"
            + " tables for.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private static final int BATCH = 1000;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "the folder of a run, or its model.safetensors")
  private Path run = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "pictures, or tables as that which was learned from, with its classes or not")
  private List<Path> files = new ArrayList<>();

  @Mixin private Threads threads = new Threads();

  @Option(names = "--json", description = "prints a line of JSON at the end")
  private boolean json;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    var saved = SavedModel.read(run);
    var predictions = new ArrayList<Prediction>();
    boolean all = true;
    for (var file : files) {
      try {
        all &= predict(saved, file, predictions);
      } catch (DataException e) {
        // The other files have done nothing wrong.
        complain(String.valueOf(e.getMessage()));
        all = false;
      }
    }
    if (!predictions.isEmpty()) console.out().print(Prediction.table(predictions));
    if (json) {
      console.out().println(Json.line(predictions.stream().map(Prediction::toMap).toList()));
    }
    return all ? ExitCode.OK : ExitCode.USAGE;
  }

  private void complain(String reason) {
    console.err().println("ranvier: " + reason.replaceAll("\\s+", " "));
  }

  /// Whether all of `file` could be read.
  private boolean predict(SavedModel saved, Path file, List<Prediction> predictions) {
    var form = saved.provenance().form();
    if (form.isPresent()) return predictRows(saved, form.get().read(file), file, predictions);
    predictions.add(predictPicture(saved, file));
    return true;
  }

  private Prediction predictPicture(SavedModel saved, Path file) {
    var provenance = saved.provenance();
    var example = provenance.example();
    var normalisation =
        provenance
            .normalisation()
            .orElseThrow(() -> new Failure(run + ": does not say what its network reads"));
    float[] levels = levels(provenance, Pictures.read(file));
    int plane = example.dim(1) * example.dim(2);
    for (int i = 0; i < levels.length; i++) levels[i] = normalisation.apply(i / plane, levels[i]);
    var input = Tensor.of(Shape.of(1, example.dim(0), example.dim(1), example.dim(2)), levels);
    float[] probabilities = saved.model().forward(input).softmax(1).toFloats();
    return Prediction.of(file, OptionalInt.empty(), provenance.classes(), probabilities);
  }

  /// Whether nothing is missing in any row; those in which nothing is are predicted.
  private boolean predictRows(
      SavedModel saved, Table table, Path file, List<Prediction> predictions) {
    var missing = table.missing();
    for (var value : missing) {
      complain(
          "%s: row %d has no value in column '%s'".formatted(file, value.row(), value.column()));
    }
    var incomplete = missing.stream().map(Table.Missing::row).collect(Collectors.toSet());
    int[] rows =
        IntStream.range(0, table.rows()).filter(row -> !incomplete.contains(row)).toArray();
    var classes = saved.provenance().classes();
    for (int from = 0; from < rows.length; from += BATCH) {
      int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
      var input = table.select(batch).input();
      float[] probabilities = saved.model().forward(input).softmax(1).toFloats();
      for (int i = 0; i < batch.length; i++) {
        int at = i * classes.size();
        var own = Arrays.copyOfRange(probabilities, at, at + classes.size());
        predictions.add(Prediction.of(file, OptionalInt.of(batch[i]), classes, own));
      }
    }
    return missing.isEmpty();
  }

  /// `picture` as those that were learned from, 0 to 255.
  private static float[] levels(Provenance provenance, Picture picture) {
    var example = provenance.example();
    if (example.dim(0) == 1) return likeness(provenance).of(picture);
    byte[] image = PictureForm.colour(example.dim(2), example.dim(1)).of(picture);
    var levels = new float[image.length];
    for (int i = 0; i < levels.length; i++) levels[i] = Byte.toUnsignedInt(image[i]);
    return levels;
  }

  /// Clothes fill their pictures; digits were centred by their ink.
  private static Likeness likeness(Provenance provenance) {
    return provenance.data().equals(MnistSet.FASHION_MNIST.id()) ? Likeness.WHOLE : Likeness.DIGIT;
  }
}
