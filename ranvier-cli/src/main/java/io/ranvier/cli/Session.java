package io.ranvier.cli;

import io.ranvier.backend.cpu.Parallel;
import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.cli.report.Reports;
import io.ranvier.io.AtomicFile;
import io.ranvier.io.Checkpoints;
import io.ranvier.io.FormatException;
import io.ranvier.train.Progress;
import io.ranvier.train.Training.End;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// One call of `ranvier train`: runs a training and keeps its record, `run.json`.
///
/// @param epochs how many there are to be in all
/// @param from how far the training has come
record Session(TrainingRun run, int epochs, Progress from) {

  /// How many epochs a saved training was to have.
  static int epochs(Checkpoints.Saved saved) {
    try {
      return Metadata.number(saved.about(), KeptTraining.EPOCHS, Integer::parseInt);
    } catch (IllegalArgumentException e) {
      throw new FormatException(saved.file(), String.valueOf(e.getMessage()));
    }
  }

  /// Trains, reports, and says what came of it, for programs to read.
  SequencedMap<String, Object> run(Console console) {
    try (var interruption = new Interruption()) {
      return run(interruption, console);
    }
  }

  private SequencedMap<String, Object> run(Interruption interruption, Console console) {
    var started = Instant.now();
    var record = record(started);
    write(record, "running");
    var result = run.train(epochs, from, interruption::isRequested, console);
    var end = result.training().end();
    var results = results(result, Duration.between(started, Instant.now()));
    record.put("finished", Instant.now().toString());
    record.putAll(results);
    write(record, end.name().toLowerCase(Locale.ROOT));
    console.out().print(Reports.evaluation(result.evaluation(), run.lessons().classes()));
    console
        .out()
        .printf(
            "%n%,.0f examples/s in training; the run is in %s%n",
            result.examplesPerSecond(), run.folder().path());
    if (end == End.STOPPED) {
      console.err().println("stopped; go on with: ranvier train --resume " + run.folder().path());
    }
    return results;
  }

  private SequencedMap<String, Object> record(Instant started) {
    var lessons = run.lessons();
    var record = new LinkedHashMap<String, Object>();
    record.put("ranvier", Machine.ranvier());
    record.put("java", Runtime.version().toString());
    record.put("system", Machine.system());
    record.put("processors", Runtime.getRuntime().availableProcessors());
    record.put("threads", Parallel.threads());
    var settings = run.provenance().settings();
    record.put("model", settings.network());
    record.put("whitening", settings.whitening());
    record.put("augment", settings.variations());
    record.put("seed", settings.seed());
    record.put("batch", settings.batch());
    var descent = settings.descent();
    record.put("optimizer", descent.method());
    record.put("optimizer_rule", descent.method().rule(descent.learningRate()));
    record.put("learning_rate", descent.learningRate());
    record.put("schedule", descent.pace());
    record.put("learning_rate_decay", descent.decay());
    record.put("epochs_wanted", epochs);
    record.put("data", lessons.name());
    record.put("data_source", run.provenance().source());
    record.put("data_sha256", lessons.contentHash());
    record.put("training_examples", lessons.count());
    record.put("test_examples", lessons.testCount());
    record.put("started", started.toString());
    return record;
  }

  private SequencedMap<String, Object> results(TrainingRun.Result result, Duration duration) {
    var settings = run.provenance().settings();
    var results = new LinkedHashMap<String, Object>();
    results.put("model", settings.network());
    results.put("data", run.lessons().name());
    results.put("epochs", result.training().epochs().size());
    results.put("seed", settings.seed());
    results.put("test_accuracy", result.evaluation().score().accuracy());
    results.put("test_loss", result.evaluation().score().loss());
    results.put("items_per_s", result.examplesPerSecond());
    results.put("seconds", duration.toMillis() / 1e3);
    results.put("peak_rss_mb", Machine.peakResidentMegabytes());
    results.put("out", run.folder().path().toString());
    return results;
  }

  private void write(SequencedMap<String, Object> record, String status) {
    record.put("status", status);
    AtomicFile.write(run.folder().record(), Json.lines(record));
  }
}
