package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.TensorType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What changes in a model: a [Parameter], which training adjusts, or a [State], which keeps books.
///
/// A leaf's initial value is made when the leaf gets its name, so that it depends on the seed and
/// on the leaf's place in the model alone, neither on the order of fields nor on threads. Names are
/// given by [Variables#of], which optimisers and trainers call. A leaf that is looked at before it
/// has a name takes its value from the order in which leaves were created.
public abstract sealed class Leaf permits Parameter, State {
  private final TensorType type;
  private @Nullable Initializer initializer;
  private final Seed.Scope scope = Seed.scope();
  private final long order = scope.next();
  private volatile @Nullable Variable variable;

  Leaf(TensorType type, Initializer initializer) {
    this.type = type;
    this.initializer = initializer;
  }

  public final TensorType type() {
    return type;
  }

  /// The path in the model, such as `layer1.0.conv1.weight`; empty before [Variables#of].
  public final String name() {
    var made = variable;
    return made == null ? "" : made.name();
  }

  /// The tensor that this leaf holds, or that it was given last.
  public final Tensor value() {
    return variable().value();
  }

  /// Says what this leaf holds next; see [Variable#assign].
  public final void assign(Tensor next) {
    variable().assign(next);
  }

  /// The cell that holds the value: what checkpoints read and write.
  public final Variable variable() {
    var made = variable;
    return made == null ? make("", order) : made;
  }

  /// Gives the leaf its name, once; later names are ignored.
  final synchronized void name(String path) {
    if (variable == null) make(path, Seed.stream(path));
    else if (name().isEmpty()) variable().rename(path);
  }

  private synchronized Variable make(String name, long stream) {
    var made = variable;
    if (made != null) return made;
    var start = Objects.requireNonNull(initializer);
    var fresh = new Variable(name, start.initial(type, Tensor.key(scope.seed(), stream)));
    variable = fresh;
    initializer = null;
    return fresh;
  }

  @Override
  public final String toString() {
    return name().isEmpty() ? type.toString() : name() + ": " + type;
  }
}
