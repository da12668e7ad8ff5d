package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What [LbfgsOptimizer] remembers: the last changes of the weights and of the gradient, the oldest
/// first.
final class Changes {
  private static final String MOVES = "moves";
  private static final String WEIGHTS = "weights.";
  private static final String GRADIENT = "gradient.";
  private static final String LAST = "last";

  private final int capacity;
  private final List<Change> changes = new ArrayList<>();
  private double scale = 1;
  private long moves;
  private @Nullable Move last;

  /// @param inverse `1 / ⟨gradient, weights⟩`
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(double[] weights, double[] gradient, double inverse) {}

  /// A change of the weights, and the gradient before it.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Move(double[] weights, double[] before) {}

  Changes(int capacity) {
    this.capacity = capacity;
  }

  /// Whether nothing has moved yet.
  boolean isEmpty() {
    return moves == 0;
  }

  /// Remembers that the weights changed so where the gradient was `before`.
  void moved(double[] weights, double[] before) {
    last = new Move(weights, before);
    moves++;
  }

  /// Keeps a change along which the slope grew; others say nothing of how it bends.
  private void add(double[] weights, double[] gradient) {
    double product = Vectors.dot(gradient, weights);
    if (!(product > 1e-10)) return;
    if (changes.size() == capacity) changes.removeFirst();
    changes.add(new Change(weights, gradient, 1 / product));
    scale = product / Vectors.dot(gradient, gradient);
  }

  /// The inverse of the curvature, applied to the way down: the two loops of Nocedal (1980).
  ///
  /// @param gradient where the last move led
  double[] direction(double[] gradient) {
    if (last != null) add(last.weights, Vectors.sum(gradient, -1, last.before));
    last = null;
    var d = Vectors.scaled(gradient, -1);
    var shares = new double[changes.size()];
    for (int i = shares.length - 1; i >= 0; i--) {
      var c = changes.get(i);
      shares[i] = Vectors.dot(c.weights, d) * c.inverse;
      Vectors.add(d, -shares[i], c.gradient);
    }
    d = Vectors.scaled(d, scale);
    for (int i = 0; i < shares.length; i++) {
      var c = changes.get(i);
      Vectors.add(d, shares[i] - Vectors.dot(c.gradient, d) * c.inverse, c.weights);
    }
    return d;
  }

  /// All of it by name: `moves` (`i64`), how many there were; `weights.0`, `gradient.0` and so on
  /// (`f64[n]`), the changes; `weights.last`, `gradient.last`, the last move and the gradient
  /// before it.
  SequencedMap<String, Variable> state() {
    var state = new LinkedHashMap<String, Variable>();
    state.put(MOVES, new Variable(MOVES, Tensor.of(Shape.SCALAR, moves)));
    for (int i = 0; i < changes.size(); i++) {
      put(state, WEIGHTS + i, changes.get(i).weights);
      put(state, GRADIENT + i, changes.get(i).gradient);
    }
    if (last != null) {
      put(state, WEIGHTS + LAST, last.weights);
      put(state, GRADIENT + LAST, last.before);
    }
    return state;
  }

  private static void put(Map<String, Variable> state, String name, double[] numbers) {
    state.put(name, new Variable(name, Tensor.of(Shape.of(numbers.length), numbers)));
  }

  /// Those whose [#state] this was.
  ///
  /// @param size how many weights there are
  /// @throws IllegalArgumentException if it is not that of so many
  static Changes of(Map<String, Tensor> state, int capacity, int size) {
    var all = new Changes(capacity);
    var type = TensorType.of(DType.F64, size);
    all.moves = (long) required(state, MOVES, TensorType.of(DType.I64)).item();
    int read = 1;
    for (int i = 0; state.containsKey(WEIGHTS + i); i++, read += 2) {
      all.add(numbers(state, WEIGHTS + i, type), numbers(state, GRADIENT + i, type));
    }
    if (state.containsKey(WEIGHTS + LAST)) {
      all.last =
          new Move(numbers(state, WEIGHTS + LAST, type), numbers(state, GRADIENT + LAST, type));
      read += 2;
    }
    if (read != state.size()) {
      throw new IllegalArgumentException("lbfgs: it has no place for some of " + state.keySet());
    }
    return all;
  }

  private static double[] numbers(Map<String, Tensor> state, String name, TensorType type) {
    return required(state, name, type).toDoubles();
  }

  private static Tensor required(Map<String, Tensor> state, String name, TensorType type) {
    var tensor = state.get(name);
    if (tensor != null && tensor.type().equals(type)) return tensor;
    throw new IllegalArgumentException(
        "lbfgs: it needs '%s' as %s, not %s"
            .formatted(name, type, tensor == null ? "nothing" : tensor.type()));
  }
}
