package io.ranvier.graph;

import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import org.jspecify.annotations.Nullable;

/// One output of a [Node]: what tensors are handles on. Equal only to itself.
///
/// A value is either still to be computed, or its numbers are at a [Source].
public final class Value {
  private final Node node;
  private final int index;
  private final TensorType type;
  private volatile @Nullable Source source;

  Value(Node node, int index, TensorType type, @Nullable Source source) {
    this.node = node;
    this.index = index;
    this.type = type;
    // A write that others wait for, which the many values still to be computed can do without.
    if (source != null) this.source = source;
  }

  public Node node() {
    return node;
  }

  /// Which output of its node this is.
  public int index() {
    return index;
  }

  public Operator op() {
    return node.op();
  }

  /// The `i`th input of the node.
  public Value input(int i) {
    return node.inputs().get(i);
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  /// Where the numbers are, or null as long as nobody has computed them.
  public @Nullable Source source() {
    return source;
  }

  /// Tells the value where its numbers are now. From here on, computations read them there.
  public void computed(Source source) {
    this.source = source;
  }

  /// By the number of the node: cheaper than the identity that it stands for.
  @Override
  public int hashCode() {
    return 31 * node.hashCode() + index;
  }

  @Override
  public String toString() {
    return node.outputs().size() == 1
        ? node.op() + ": " + type
        : node.op() + "#" + index + ": " + type;
  }
}
