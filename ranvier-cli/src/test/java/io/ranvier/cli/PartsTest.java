package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.ranvier.data.Augmentation;
import io.ranvier.data.Mixing;
import io.ranvier.nn.Initializer;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Losses;
import io.ranvier.nn.MarginLosses;
import io.ranvier.nn.RegionLosses;
import io.ranvier.optim.Rule;
import io.ranvier.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page of all parts lists all parts, and each test that it names is there.
class PartsTest {
  /// What a model is made of, or reads from one, rather than a part of it.
  private static final Set<String> OTHERS = Set.of("Predictor");

  @Test
  void everyPartIsListed() throws IOException {
    var parts = new TreeSet<>(parts());
    for (var row : PartsPage.rows()) parts.removeAll(row.names());
    assertThat(parts).as("parts that docs/parts.md does not list").isEmpty();
  }

  @Test
  void everyTestIsThere() throws IOException {
    try (Stream<Path> files = Files.walk(PartsPage.ROOT)) {
      var tests = new HashSet<String>();
      files
          .filter(
              file -> file.toString().contains("src/test") && file.toString().endsWith("Test.java"))
          .forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
      assertThat(PartsPage.rows())
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row.tests()).as(row.part()).isNotEmpty().isSubsetOf(tests));
    }
  }

  /// Layers, rules, losses, activations, starting values and augmentations.
  private static List<String> parts() {
    var parts = new ArrayList<String>();
    var classes = new ClassFileImporter().importPackages("io.ranvier.nn", "io.ranvier.optim");
    for (var c : classes) {
      if (!c.getModifiers().contains(JavaModifier.PUBLIC) || c.isInterface()) continue;
      if (c.isAssignableTo(Layer.class) || c.isAssignableTo(Rule.class))
        parts.add(c.getSimpleName());
    }
    for (var losses : List.of(Losses.class, MarginLosses.class, RegionLosses.class)) {
      parts.addAll(methods(classes.get(losses)));
    }
    parts.addAll(methods(classes.get(Initializer.class)));
    var tensor = new ClassFileImporter().importPackages("io.ranvier.tensor");
    for (var method : methods(tensor.get("io.ranvier.tensor.Activations"))) {
      parts.add(Tensor.class.getSimpleName() + method.substring(method.indexOf('.')));
    }
    for (var c : new ClassFileImporter().importPackages("io.ranvier.data.augment")) {
      if (!c.getModifiers().contains(JavaModifier.PUBLIC) || c.isInterface()) continue;
      if (c.isAssignableTo(Augmentation.class) || c.isAssignableTo(Mixing.class))
        parts.add(c.getSimpleName());
    }
    parts.removeAll(OTHERS);
    return parts;
  }

  /// The functions of `c` by name: those with a body.
  private static List<String> methods(JavaClass c) {
    return c.getMethods().stream()
        .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(m -> !m.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(m -> !m.getModifiers().contains(JavaModifier.SYNTHETIC))
        .map(JavaMethod::getName)
        .map(name -> c.getSimpleName() + "." + name)
        .distinct()
        .toList();
  }
}
