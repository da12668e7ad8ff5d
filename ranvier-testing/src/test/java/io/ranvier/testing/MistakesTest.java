package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Wrong arguments of every part: the error says which, its value, and what is allowed.
final class MistakesTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// Parts that have no argument which could be wrong, and why.
  private static final Map<String, String> HARMLESS =
      Map.ofEntries(
          Map.entry("Sequential", "any layers, also none, follow each other"),
          Map.entry("Tensor.identity", "takes every tensor"),
          Map.entry("Maximize", "every rule can go uphill"),
          Map.entry("Optimizer.compute", "what is wrong, prepare has refused"),
          Map.entry("Schedule.times", "every schedule can be multiplied"),
          Map.entry("Augmentation.then", "any two follow each other"),
          Map.entry("Interpolation", "an enum"),
          Map.entry("Border", "an enum"),
          Map.entry("Flip", "an enum"),
          Map.entry("Turn", "an enum"),
          Map.entry("GreyRule", "an enum"));

  static List<Mistake> mistakes() {
    return Stream.of(
            LayerMistakes.all(),
            NormalizationMistakes.all(),
            RecurrentMistakes.all(),
            BlockMistakes.all(),
            FunctionMistakes.all(),
            PoolingMistakes.all(),
            LossMistakes.all(),
            TrainingMistakes.all(),
            InitializerMistakes.all(),
            AugmentationMistakes.all(),
            DataMistakes.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrong(Mistake mistake) {
    assertThatThrownBy(mistake.code()::run)
        .isInstanceOf(RuntimeException.class)
        .hasMessageStartingWith(mistake.message());
  }

  @Test
  void everyPartHasAMistake() throws IOException {
    var parts = mistakes().stream().map(Mistake::part).collect(Collectors.toSet());
    assertThat(parts).doesNotContainAnyElementsOf(HARMLESS.keySet());
    var missing = new TreeSet<>(listed());
    missing.removeAll(parts);
    missing.removeAll(HARMLESS.keySet());
    assertThat(missing).as("parts of docs/parts.md without a wrong argument").isEmpty();
    assertThat(listed()).containsAll(HARMLESS.keySet());
  }

  /// The classes and methods of `docs/parts.md`.
  private static List<String> listed() throws IOException {
    return Files.readAllLines(page()).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .flatMap(line -> CODE.matcher(line.split(" *\\| *", -1)[2]).results())
        .map(found -> found.group(1))
        .toList();
  }

  private static Path page() {
    var at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/parts.md"))) at = Objects.requireNonNull(at.getParent());
    return at.resolve("docs/parts.md");
  }
}
