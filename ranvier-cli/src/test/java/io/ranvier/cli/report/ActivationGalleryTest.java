package io.ranvier.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.tensor.Activations;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ActivationGalleryTest {
  /// They draw random numbers: no curve shows them.
  private static final Set<String> OTHERS = Set.of("gumbelSoftmax", "hardGumbelSoftmax");

  @Test
  void everyActivationIsDrawn() {
    var drawn =
        ActivationGallery.activations().keySet().stream()
            .map(name -> name.split(" ")[0])
            .collect(Collectors.toSet());
    var all =
        Arrays.stream(Activations.class.getDeclaredMethods())
            .filter(Method::isDefault)
            .map(Method::getName)
            .filter(name -> !OTHERS.contains(name))
            .collect(Collectors.toSet());
    assertThat(drawn).isEqualTo(all);
  }

  @Test
  void theGalleryIsAPicture() {
    var svg = ActivationGallery.svg();
    assertThat(svg).startsWith("<?xml").endsWith("</svg>\n");
    int curves = 2 * ActivationGallery.activations().size();
    assertThat(svg.split("<line").length).isGreaterThan(curves * 100);
  }
}
