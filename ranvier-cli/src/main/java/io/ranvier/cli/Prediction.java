package io.ranvier.cli;

import io.ranvier.cli.report.Reports;
import io.ranvier.cli.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a network takes a picture, or a row of a table, for.
///
/// @param row from 0, in a table
/// @param guesses the likeliest first
record Prediction(Path file, OptionalInt row, List<Guess> guesses) {
  private static final int TOP = 3;

  record Guess(String label, double probability) {
    private Map<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("label", label);
      map.put("probability", probability);
      return map;
    }
  }

  /// @param probabilities one for each class
  static Prediction of(Path file, OptionalInt row, List<String> classes, float[] probabilities) {
    var guesses =
        IntStream.range(0, classes.size())
            .mapToObj(c -> new Guess(classes.get(c), probabilities[c]))
            .sorted((a, b) -> Double.compare(b.probability, a.probability))
            .limit(TOP)
            .toList();
    return new Prediction(file, row, guesses);
  }

  /// A line for each, for people to read.
  static Table table(List<Prediction> predictions) {
    var table = new Table("file", "first", "", "second", "", "third", "");
    for (var prediction : predictions) {
      var cells = new ArrayList<String>();
      cells.add(prediction.name());
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

  private String name() {
    return row.isPresent() ? file + ":" + row.getAsInt() : file.toString();
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("file", file.toString());
    row.ifPresent(number -> map.put("row", number));
    map.putAll(guesses.getFirst().toMap());
    map.put("top", guesses.stream().map(Guess::toMap).toList());
    return map;
  }
}
