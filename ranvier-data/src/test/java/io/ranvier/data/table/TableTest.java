package io.ranvier.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ranvier.data.Batch;
import io.ranvier.data.DataException;
import io.ranvier.data.Order;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table PEOPLE =
      Table.of(
          new Numbers("age", 30, 40, 50),
          Categories.of("town", List.of("Ulm", "Bern", "Ulm")),
          new Numbers("children", 2, 0, 2));

  @Test
  void namesBecomeOneHot() {
    assertThat(PEOPLE.features()).containsExactly("age", "town=Bern", "town=Ulm", "children");
    assertThat(PEOPLE.input().shape()).isEqualTo(Shape.of(3, 4));
    assertThat(PEOPLE.input().toFloats()).containsExactly(30, 0, 1, 2, 40, 1, 0, 0, 50, 0, 1, 2);
  }

  @Test
  void classesAreNamesOrNumbers() {
    var byTown = PEOPLE.classify("town");
    assertThat(byTown.shape()).isEqualTo(Shape.of(2));
    assertThat(byTown.input().toFloats()).containsExactly(30, 2, 40, 0, 50, 2);
    assertThat(byTown.target().toInts()).containsExactly(1, 0, 1);
    assertThat(PEOPLE.classify("children").target().toInts()).containsExactly(1, 0, 1);
    assertThat(PEOPLE.column("children").categories().names()).containsExactly("0", "2");
  }

  @Test
  void targetsMayBeNumbers() {
    var rows = PEOPLE.regress("children", "age");
    assertThat(rows.target().shape()).isEqualTo(Shape.of(3, 2));
    assertThat(rows.target().dtype()).isEqualTo(DType.F32);
    assertThat(rows.target().toFloats()).containsExactly(2, 30, 0, 40, 2, 50);
    assertThat(rows.input().toFloats()).containsExactly(0, 1, 1, 0, 0, 1);
  }

  @Test
  void columnsAndRowsAreChosen() {
    assertThat(PEOPLE.select("town", "age").names()).containsExactly("town", "age");
    assertThat(PEOPLE.without("town").names()).containsExactly("age", "children");
    assertThat(PEOPLE.select(2, 0).select("age").input().toFloats()).containsExactly(50, 30);
    assertThat(PEOPLE.select("age").beside(PEOPLE.select("town")).names())
        .containsExactly("age", "town");
  }

  @Test
  void newRowsAreCodedAsThoseThatWereLearned() {
    var other = Table.of(Categories.of("town", List.of("Ulm", "Ulm")));
    assertThat(other.features()).containsExactly("town=Ulm");
    assertThat(other.codedBy(PEOPLE).features()).containsExactly("town=Bern", "town=Ulm");
    assertThat(other.codedBy(PEOPLE).input().toFloats()).containsExactly(0, 1, 0, 1);
    assertRefused(
        () -> Table.of(Categories.of("town", List.of("Ulm", "Rom"))).codedBy(PEOPLE),
        "column 'town': row 1 holds 'Rom', which is none of [Bern, Ulm]");
  }

  @Test
  void whatIsMissingIsNotLearned() {
    var table = Table.of(new Numbers("a", 1, Double.NaN), new Categories("b", List.of("x"), -1, 0));
    assertThat(table.missing())
        .containsExactly(new Table.Missing(0, "b"), new Table.Missing(1, "a"));
    assertRefused(table::input, "row 0 has no value in column 'b', one of 2 that are missing");
    assertRefused(() -> table.classify("b"), "row 0 has no value in column 'b'");
    assertThat(table.column("a").categories().codes()).containsExactly(0, -1);
    assertThat(table.complete().rows()).isZero();
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertRefused(() -> new Table(List.of()), "a table without columns");
    assertRefused(() -> PEOPLE.beside(PEOPLE), "two columns are called 'age'");
    assertRefused(
        () -> Table.of(new Numbers("a", 1), new Numbers("b", 1, 2)),
        "column 'b' has 2 rows, but column 'a' has 1");
    assertRefused(
        () -> PEOPLE.column("name"), "no column is called 'name': there are [age, town, children]");
    assertRefused(
        () -> new Rows(Tensor.zeros(3, 2), Tensor.zeros(2)),
        "rows of f32[3, 2] with targets of f32[2]: wants as many of both, at least one");
    assertRefused(() -> new Rows(Tensor.zeros(0, 2), Tensor.zeros(0)), "at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Categories("a", List.of("x"), 1))
        .withMessage(
            "column 'a': code 1 in row 0, and must be in [0, 1), or -1 where it is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Categories("a", List.of("x", "x")))
        .withMessageContaining("each must be named once");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PEOPLE.classify("town").batches(0, new Order.Stored()))
        .withMessage("batches of 0: wants at least 1");
  }

  @Property(tries = 50)
  void everyRowComesOnceWithItsTarget(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll boolean shuffled) {
    var values = new double[count];
    for (int i = 0; i < count; i++) values[i] = i;
    var rows = Table.of(new Numbers("x", values), new Numbers("y", values)).regress("y");
    var order = shuffled ? new Order.Shuffled(count, size) : new Order.Stored();
    var seen = new ArrayList<Integer>();
    for (Batch batch : rows.batches(size, order)) {
      assertThat(batch.size()).isLessThanOrEqualTo(size);
      assertThat(batch.input().toFloats()).isEqualTo(batch.target().toFloats());
      for (float x : batch.input().toFloats()) seen.add((int) x);
    }
    assertThat(seen.stream().mapToInt(i -> i)).containsExactly(boxed(order.permutation(count)));
    assertThat(rows.select(count - 1, 0).input().toFloats()).containsExactly(count - 1, 0);
  }

  private static Integer[] boxed(int[] values) {
    return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
  }

  private static void assertRefused(Runnable code, String reason) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(code::run)
        .withMessageContaining(reason);
  }
}
