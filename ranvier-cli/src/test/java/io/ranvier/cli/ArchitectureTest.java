package io.ranvier.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Arrows between packages run one way only. Modules cannot depend on each other in a circle, since
/// Maven would not build them; what is held here is the order within them.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("io.ranvier");

  /// A package of the core and those of our packages that it may know.
  record Arrow(String from, List<String> to) {
    Arrow(String from, String... to) {
      this(from, List.of(to));
    }

    ArchRule rule() {
      var known = Stream.concat(Stream.of(from), to.stream()).map(name -> "io.ranvier." + name);
      return classes()
          .that()
          .resideInAPackage("io.ranvier." + from)
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("io.ranvier..")
                  .or(resideInAnyPackage(known.toArray(String[]::new))));
    }
  }

  static List<Arrow> core() {
    return List.of(
        new Arrow("type"),
        new Arrow("graph", "type"),
        new Arrow("op", "type", "graph"),
        new Arrow("autograd", "type", "graph", "op"),
        new Arrow("backend", "type", "graph", "op"),
        new Arrow("backend.reference", "type", "graph", "op", "backend"),
        new Arrow("backend.cpu", "type", "graph", "op", "backend", "backend.reference"),
        new Arrow("plan", "type", "graph", "op", "backend"));
  }

  @ParameterizedTest
  @MethodSource("core")
  void corePackagesKnowOnlyThoseBelow(Arrow arrow) {
    arrow.rule().allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.ranvier.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void anArrowAgainstTheOrderIsFound() {
    var tooStrict = new Arrow("op", "type").rule().evaluate(CLASSES);

    assertThat(tooStrict.getFailureReport().getDetails())
        .anyMatch(detail -> detail.contains("io.ranvier.graph."));
  }
}
