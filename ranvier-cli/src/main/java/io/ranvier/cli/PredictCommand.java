package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.cli.report.Reports;
import io.ranvier.cli.report.Table;
import io.ranvier.data.DataException;
import io.ranvier.data.Normalisation;
import io.ranvier.data.folder.PictureForm;
import io.ranvier.data.mnist.MnistSet;
import io.ranvier.data.picture.Likeness;
import io.ranvier.data.picture.Picture;
import io.ranvier.data.picture.Pictures;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ranvier predict`
@Command(
    name = "predict",
    description = "Says what a trained network sees in pictures (PNG, JPEG).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private static final int TOP = 3;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "the folder of a run, or its model.safetensors")
  private Path run = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "pictures")
  private List<Path> images = new ArrayList<>();

  @Mixin private Threads threads = new Threads();

  @Option(names = "--json", description = "prints a line of JSON at the end")
  private boolean json;

  /// What a picture is taken for, the likeliest first.
  private record Prediction(Path file, List<Guess> guesses) {}

  private record Guess(String label, double probability) {
    Map<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("label", label);
      map.put("probability", probability);
      return map;
    }
  }

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    var saved = SavedModel.read(run);
    var normalisation =
        saved
            .provenance()
            .normalisation()
            .orElseThrow(
                () ->
                    new Failure(run + ": has learned from a table, and sees nothing in pictures"));
    var predictions = new ArrayList<Prediction>();
    for (var image : images) {
      try {
        predictions.add(predict(saved, normalisation, image));
      } catch (DataException e) {
        // The other pictures have done nothing wrong.
        console.err().println("ranvier: " + e.getMessage());
      }
    }
    if (!predictions.isEmpty()) console.out().print(table(predictions));
    if (json) {
      console.out().println(Json.line(predictions.stream().map(PredictCommand::toMap).toList()));
    }
    return predictions.size() == images.size() ? ExitCode.OK : ExitCode.USAGE;
  }

  private static Prediction predict(SavedModel saved, Normalisation normalisation, Path image) {
    var provenance = saved.provenance();
    var example = provenance.example();
    float[] levels = levels(provenance, Pictures.read(image));
    int plane = example.dim(1) * example.dim(2);
    for (int i = 0; i < levels.length; i++) levels[i] = normalisation.apply(i / plane, levels[i]);
    var input = Tensor.of(Shape.of(1, example.dim(0), example.dim(1), example.dim(2)), levels);
    float[] probabilities = saved.model().forward(input).softmax(1).toFloats();
    var guesses =
        IntStream.range(0, probabilities.length)
            .mapToObj(c -> new Guess(provenance.classes().get(c), probabilities[c]))
            .sorted((a, b) -> Double.compare(b.probability, a.probability))
            .limit(TOP)
            .toList();
    return new Prediction(image, guesses);
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

  private static Table table(List<Prediction> predictions) {
    var table = new Table("file", "first", "", "second", "", "third", "");
    for (var prediction : predictions) {
      var cells = new ArrayList<String>();
      cells.add(prediction.file.toString());
      for (var guess : prediction.guesses) {
        cells.add(guess.label);
        cells.add(Reports.percent(guess.probability));
      }
      // Where there are fewer classes than that.
      cells.addAll(Collections.nCopies(1 + 2 * TOP - cells.size(), ""));
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }

  private static Map<String, Object> toMap(Prediction prediction) {
    var map = new LinkedHashMap<String, Object>();
    map.put("file", prediction.file.toString());
    map.putAll(prediction.guesses.getFirst().toMap());
    map.put("top", prediction.guesses.stream().map(Guess::toMap).toList());
    return map;
  }
}
