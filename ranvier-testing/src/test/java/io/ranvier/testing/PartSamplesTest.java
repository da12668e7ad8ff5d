package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.ranvier.nn.CtcLoss;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Losses;
import io.ranvier.nn.MarginLosses;
import io.ranvier.nn.Penalties;
import io.ranvier.nn.RegionLosses;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Activations;
import io.ranvier.tensor.Convolutions;
import io.ranvier.tensor.Networks;
import io.ranvier.tensor.Pooling;
import io.ranvier.tensor.Vision;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables that all parts are tested with leave none out.
final class PartSamplesTest {
  /// What makes a layer out of another, rather than being one.
  private static final Set<String> OTHERS = Set.of("Predictor");

  @Test
  void namesAreUnique() {
    assertThat(PartSamples.all()).extracting(Sample::name).doesNotHaveDuplicates();
  }

  @Test
  void everyLayerHasARow() {
    var missing = new TreeSet<String>();
    for (var c : new ClassFileImporter().importPackages("io.ranvier.nn")) {
      if (isLayer(c)) missing.add(c.getSimpleName());
    }
    assertThat(missing).hasSizeGreaterThan(50);
    missing.removeAll(OTHERS);
    for (var sample : LayerSamples.all()) {
      for (var layer : Variables.layers(sample.layer().get()).values()) {
        missing.remove(layer.getClass().getSimpleName());
      }
    }
    assertThat(missing).as("layers without a row").isEmpty();
  }

  private static boolean isLayer(JavaClass c) {
    return c.isAssignableTo(Layer.class)
        && !c.isInterface()
        && c.getModifiers().contains(JavaModifier.PUBLIC);
  }

  @Test
  void everyLossHasARow() {
    var losses = names(Stream.of(Losses.class, MarginLosses.class, RegionLosses.class));
    names(Stream.of(Penalties.class)).forEach(name -> losses.add("penalty " + name));
    losses.add("ctc");
    assertThat(CtcLoss.class.getDeclaredMethods()).extracting(Method::getName).contains("of");
    assertThat(rows(LossSamples.all())).containsExactlyInAnyOrderElementsOf(losses);
  }

  @Test
  void everyFunctionHasARow() {
    var functions =
        names(
            Stream.of(
                Activations.class,
                Convolutions.class,
                Networks.class,
                Pooling.class,
                Vision.class));
    assertThat(functions).hasSizeGreaterThan(60);
    assertThat(rows(FunctionSamples.all())).containsAll(functions);
  }

  /// What is behind the comma tells rows of one function apart.
  private static Set<String> rows(List<Sample> samples) {
    return samples.stream().map(s -> s.name().replaceFirst(",.*", "")).collect(Collectors.toSet());
  }

  /// The public functions of these classes.
  private static Set<String> names(Stream<Class<?>> classes) {
    return classes
        .flatMap(c -> Stream.of(c.getDeclaredMethods()))
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
        .filter(m -> !Modifier.isAbstract(m.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
