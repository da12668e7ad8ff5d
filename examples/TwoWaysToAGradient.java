import io.ranvier.explain.BackPropagation;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.Map;

/// What two apples at 100 and three oranges at 150 cost with 10 % of tax, how the price depends on
/// each, and the same found by trying.
void main() {
  var apple = Tensor.of(Shape.SCALAR, 100.0);
  var apples = Tensor.of(Shape.SCALAR, 2.0);
  var orange = Tensor.of(Shape.SCALAR, 150.0);
  var oranges = Tensor.of(Shape.SCALAR, 3.0);
  var tax = Tensor.of(Shape.SCALAR, 1.1);
  var price = apple.mul(apples).add(orange.mul(oranges)).mul(tax);

  var inputs = List.of(apple, apples, orange, oranges, tax);
  var byDifferences = price.numericalGradients(inputs);
  var names =
      Map.of("apple", apple, "apples", apples, "orange", orange, "oranges", oranges, "tax", tax);
  IO.println(BackPropagation.of(names, price));
  IO.println("by differences:");
  for (var gradient : byDifferences) IO.println("  %.6f".formatted(gradient.item()));
}
