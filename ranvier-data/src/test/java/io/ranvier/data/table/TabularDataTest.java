package io.ranvier.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.SharedData;
import io.ranvier.data.table.Delimited.Header;
import io.ranvier.type.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The tables beside the checkout, as scikit-learn ships them.
class TabularDataTest {
  private static final Delimited WITH_CLASSES = Delimited.csv().header(Header.COUNTS_AND_CLASSES);

  private static Path file(String name) {
    return SharedData.folder("tabular").resolve(name);
  }

  private static long[] counts(Table table, String column) {
    var names = table.column(column).categories();
    var counts = new long[names.names().size()];
    for (int code : names.codes()) counts[code]++;
    return counts;
  }

  @Test
  void iris() {
    var iris = WITH_CLASSES.read(file("iris.csv"));
    assertThat(((Categories) iris.column("class")).names())
        .containsExactly("setosa", "versicolor", "virginica");
    assertThat(counts(iris, "class")).containsExactly(50, 50, 50);
    assertThat(iris.classify("class").shape()).isEqualTo(Shape.of(4));
    assertThat(iris.select(0).without("class").input().toFloats())
        .containsExactly(5.1f, 3.5f, 1.4f, 0.2f);
  }

  @Test
  void wine() {
    var wine = WITH_CLASSES.read(file("wine_data.csv"));
    assertThat(counts(wine, "class")).containsExactly(59, 71, 48);
    assertThat(wine.classify("class").shape()).isEqualTo(Shape.of(13));
  }

  @Test
  void breastCancer() {
    var cancer = WITH_CLASSES.read(file("breast_cancer.csv"));
    assertThat(((Categories) cancer.column("class")).names())
        .containsExactly("malignant", "benign");
    assertThat(counts(cancer, "class")).containsExactly(212, 357);
    assertThat(cancer.classify("class").shape()).isEqualTo(Shape.of(30));
  }

  @Test
  void digits() {
    var digits = Delimited.csv().header(Header.NONE).read(file("digits.csv.gz"));
    assertThat(digits.rows()).isEqualTo(1797);
    assertThat(Arrays.stream(counts(digits, "x64")).sum()).isEqualTo(1797);
    assertThat(digits.column("x64").categories().names()).hasSize(10).startsWith("0", "1");
    assertThat(digits.classify("x64").input().max().item()).isEqualTo(16);
    assertThat(digits.missing()).isEmpty();
  }

  @Test
  void diabetes() {
    var spaces = Delimited.by(' ').header(Header.NONE);
    var features = spaces.read(file("diabetes_data.csv.gz"));
    var target = spaces.read(file("diabetes_target.csv.gz"));
    assertThat(features.columns()).hasSize(10);
    for (var column : features.columns()) {
      double[] values = ((Numbers) column).toArray();
      assertThat(Arrays.stream(values).sum()).isCloseTo(0, within(1e-12));
      assertThat(Arrays.stream(values).map(x -> x * x).sum()).isCloseTo(1, within(1e-12));
    }
    double[] progression = ((Numbers) target.column("x0")).toArray();
    assertThat(progression).hasSize(442);
    assertThat(Arrays.stream(progression).average().orElseThrow()).isCloseTo(152.13, within(0.005));
    var named = Table.of(new Numbers("progression", progression));
    assertThat(features.beside(named).regress("progression").target().shape())
        .isEqualTo(Shape.of(442, 1));
  }
}
