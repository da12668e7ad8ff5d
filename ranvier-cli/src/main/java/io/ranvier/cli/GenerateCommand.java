package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.data.text.Alphabet;
import io.ranvier.io.SafeTensors;
import io.ranvier.io.Weights;
import io.ranvier.nn.Recurrent;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.zoo.CharacterModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ranvier generate`
@Command(
    name = "generate",
    description = "Writes on where a prompt ends, with a network that train-text has trained.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "the folder of a run, or its model.safetensors")
  private Path run = Path.of("");

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "what the text begins with (default: a new line)")
  private String prompt = "\n";

  @Option(names = "--length", paramLabel = "N", description = "characters (default: 500)")
  private int length = 500;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 takes the likeliest, 1 draws as learned (default: 0.8)")
  private double temperature = 0.8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another seed gives another text (default: 0)")
  private long seed;

  @Mixin private Threads threads = new Threads();

  GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    if (length < 1) throw wrong("--length is %d, and must be positive".formatted(length));
    if (!(temperature >= 0 && temperature < 1e6)) {
      throw wrong("--temperature is %s, and must be 0 or more".formatted(temperature));
    }
    if (prompt.isEmpty()) throw wrong("--prompt is empty: leave it out for a new line");
    var file = Files.isDirectory(run) ? new RunFolder(run).weights() : run;
    var tensors = SafeTensors.read(file);
    var provenance = TextProvenance.of(file, tensors.metadata());
    var alphabet = provenance.alphabet();
    var model = provenance.settings().create(alphabet);
    Weights.load(file, tensors, model);
    write(new Writer(model, alphabet));
    return 0;
  }

  private void write(Writer writer) {
    var random = new SplittableRandom(seed);
    console.out().print(prompt);
    float[] logits = writer.read(prompt);
    for (int i = 0; i < length; i++) {
      int next = choose(logits, random.nextDouble());
      var character = writer.alphabet.decode(next);
      console.out().print(character);
      console.out().flush();
      logits = writer.read(character);
    }
    console.out().println();
  }

  /// Draws a character: `draw` in `[0, 1)` falls into the share of one.
  private int choose(float[] logits, double draw) {
    int likeliest = 0;
    for (int i = 1; i < logits.length; i++) if (logits[i] > logits[likeliest]) likeliest = i;
    if (temperature == 0) return likeliest;
    var shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp((logits[i] - logits[likeliest]) / temperature);
      sum += shares[i];
    }
    double rest = draw * sum;
    for (int i = 0; i < shares.length; i++) {
      rest -= shares[i];
      if (rest < 0) return i;
    }
    return likeliest;
  }

  /// A model that has read some text.
  private static final class Writer {
    private final CharacterModel model;
    private final Alphabet alphabet;
    private List<Tensor> states = List.of();

    Writer(CharacterModel model, Alphabet alphabet) {
      this.model = model;
      this.alphabet = alphabet;
    }

    /// What may follow, character by character, when `text` is read too. One character after the
    /// other, so that prompts of any length run the same small plan.
    float[] read(String text) {
      float[] logits = {};
      for (int number : alphabet.encode(text)) {
        Recurrent.Run next = model.run(Tensor.of(Shape.of(1, 1), number), states);
        var all = new ArrayList<>(next.states());
        all.add(next.output());
        Tensor.eval(all);
        states = next.states();
        logits = next.output().toFloats();
      }
      return logits;
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
