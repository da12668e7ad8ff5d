package io.ranvier.graph;

import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One node of the graph: an operation applied to the values it reads. Immutable, but that it may
/// forget its inputs once its outputs are computed.
///
/// Types are checked here, at once, so a shape error points at the line that made it, though
/// nothing is computed until somebody asks.
public final class Node {
  private static final AtomicLong COUNT = new AtomicLong();
  private static final VarHandle INPUTS = inputsField();

  /// Nodes are numbered as they are made: an input always has a smaller number than its reader.
  private final long number = COUNT.getAndIncrement();

  private final Operator op;
  private final List<Value> outputs;
  private final boolean tracked;

  /// Null once forgotten: whoever finds it so sees where the outputs are.
  private volatile @Nullable List<Value> inputs;

  private int operatorId = -1;

  public Node(Operator op, List<Value> inputs) {
    this(op, List.copyOf(inputs), null);
  }

  /// @param inputs immutable
  private Node(Operator op, List<Value> inputs, @Nullable Source source) {
    this.op = op;
    // Nobody sees the node yet, so the write of a volatile, for which others wait, is not needed.
    INPUTS.set(this, inputs);
    var types = infer(op, inputs);
    outputs = types.size() == 1 ? List.of(output(0, types, source)) : outputs(types, source);
    boolean fromVariable = source != null && source.variable();
    for (int i = 0; i < inputs.size(); i++) fromVariable |= inputs.get(i).node().tracked;
    tracked = fromVariable;
  }

  private List<Value> outputs(List<TensorType> types, @Nullable Source source) {
    var results = new Value[types.size()];
    for (int i = 0; i < results.length; i++) results[i] = output(i, types, source);
    return List.of(results);
  }

  private Value output(int i, List<TensorType> types, @Nullable Source source) {
    return new Value(this, i, types.get(i), source);
  }

  /// The only output of `op` applied to `inputs`.
  public static Value of(Operator op, Value... inputs) {
    return new Node(op, List.of(inputs), null).outputs.getFirst();
  }

  /// The only output of `op` applied to `x`.
  public static Value of(Operator op, Value x) {
    return new Node(op, List.of(x), null).outputs.getFirst();
  }

  /// The only output of `op` applied to `a` and `b`.
  public static Value of(Operator op, Value a, Value b) {
    return new Node(op, List.of(a, b), null).outputs.getFirst();
  }

  /// A leaf: numbers that are already there.
  public static Value leaf(Operator op, Source source) {
    return new Node(op, List.of(), source).outputs.getFirst();
  }

  /// A leaf of the same type as the leaf `like`, whose numbers are at `source`.
  public static Value leaf(Value like, Source source) {
    var y = leaf(like.op(), source);
    y.node().operatorId = like.node().operatorId;
    return y;
  }

  private static List<TensorType> infer(Operator op, List<Value> inputs) {
    try {
      return op.infer(types(inputs));
    } catch (ShapeException e) {
      var names = inputs.stream().map(Node::nearestName).filter(n -> !n.isEmpty()).toList();
      if (names.isEmpty()) throw e;
      var located = new ShapeException(e.getMessage() + " (at " + String.join(", ", names) + ")");
      located.setStackTrace(e.getStackTrace());
      throw located;
    }
  }

  private static List<TensorType> types(List<Value> values) {
    return switch (values.size()) {
      case 0 -> List.of();
      case 1 -> List.of(values.get(0).type());
      case 2 -> List.of(values.get(0).type(), values.get(1).type());
      default -> {
        var types = new TensorType[values.size()];
        for (int i = 0; i < types.length; i++) types[i] = values.get(i).type();
        yield List.of(types);
      }
    };
  }

  /// The name of `x`, or of what it was reshaped or transposed from: it tells where in a model an
  /// error is.
  private static String nearestName(Value x) {
    for (int step = 0; step < 3; step++) {
      var source = x.source();
      if (source != null) return source.name();
      var inputs = x.node().inputs;
      if (inputs == null || inputs.size() != 1) return "";
      x = inputs.getFirst();
    }
    return "";
  }

  public Operator op() {
    return op;
  }

  /// What the node reads.
  ///
  /// @throws IllegalStateException if it has forgotten (see [#forget()])
  public List<Value> inputs() {
    var known = inputs;
    if (known == null) {
      throw new IllegalStateException(
          "how "
              + this
              + " was computed is no longer known: a later computation has read its result");
    }
    return known;
  }

  private static VarHandle inputsField() {
    try {
      return MethodHandles.lookup().findVarHandle(Node.class, "inputs", List.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  public List<Value> outputs() {
    return outputs;
  }

  public Value output(int i) {
    return outputs.get(i);
  }

  public long number() {
    return number;
  }

  /// Whether this node depends on a variable, such as a parameter of a model.
  public boolean isTracked() {
    return tracked;
  }

  /// Whether the node no longer knows its inputs.
  public boolean isForgotten() {
    return inputs == null;
  }

  /// Lets go of the inputs, and with them of the graph behind, once every output is computed. A
  /// chain of computed values would otherwise keep its whole past in memory.
  public void forget() {
    var known = inputs;
    if (known == null || known.isEmpty()) return;
    for (int i = 0; i < outputs.size(); i++) if (outputs.get(i).source() == null) return;
    inputs = null;
  }

  /// The number under which a planner has filed this operator, or −1.
  public int operatorId() {
    return operatorId;
  }

  public void operatorId(int id) {
    operatorId = id;
  }

  /// Every node that `roots` depend on, each after all of its inputs; nothing behind a value at
  /// which `stop` holds is visited.
  public static List<Node> order(List<Value> roots, Predicate<Value> stop) {
    return Order.of(roots, stop).nodes();
  }

  /// By number: cheaper than the identity that it stands for.
  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public String toString() {
    return op + ": " + (outputs.size() == 1 ? outputs.getFirst().type() : types());
  }

  private List<TensorType> types() {
    return outputs.stream().map(Value::type).toList();
  }
}
