package io.ranvier.graph;

import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
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

  /// Nodes are numbered as they are made: an input always has a smaller number than its reader.
  private final long number = COUNT.getAndIncrement();

  private final Operator op;
  private final List<Value> outputs;
  private final boolean tracked;
  private volatile @Nullable List<Value> inputs;
  private int operatorId = -1;

  public Node(Operator op, List<Value> inputs) {
    this(op, inputs, null);
  }

  private Node(Operator op, List<Value> inputs, @Nullable Source source) {
    this.op = op;
    this.inputs = List.copyOf(inputs);
    var types = infer(op, inputs);
    var results = new Value[types.size()];
    for (int i = 0; i < results.length; i++) results[i] = new Value(this, i, types.get(i), source);
    outputs = List.of(results);
    boolean fromVariable = source != null && source.variable();
    for (var x : inputs) fromVariable |= x.node().tracked;
    tracked = fromVariable;
  }

  /// The only output of `op` applied to `inputs`.
  public static Value of(Operator op, Value... inputs) {
    return new Node(op, List.of(inputs)).outputs.getFirst();
  }

  /// A leaf: numbers that are already there.
  public static Value leaf(Operator op, Source source) {
    return new Node(op, List.of(), source).outputs.getFirst();
  }

  private static List<TensorType> infer(Operator op, List<Value> inputs) {
    var types = new TensorType[inputs.size()];
    for (int i = 0; i < types.length; i++) types[i] = inputs.get(i).type();
    try {
      return op.infer(List.of(types));
    } catch (ShapeException e) {
      var names = inputs.stream().map(Node::nearestName).filter(n -> !n.isEmpty()).toList();
      if (names.isEmpty()) throw e;
      var located = new ShapeException(e.getMessage() + " (at " + String.join(", ", names) + ")");
      located.setStackTrace(e.getStackTrace());
      throw located;
    }
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
    for (var y : outputs) if (y.source() == null) return;
    var known = inputs;
    if (known != null && !known.isEmpty()) inputs = null;
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
    var seen = new NodeSet();
    var found = new ArrayList<Node>();
    var open = new ArrayList<Node>();
    for (var root : roots) visit(root, stop, seen, open);
    while (!open.isEmpty()) {
      var node = open.removeLast();
      found.add(node);
      for (var x : node.inputs()) visit(x, stop, seen, open);
    }
    found.sort((a, b) -> Long.compare(a.number, b.number));
    return found;
  }

  private static void visit(Value x, Predicate<Value> stop, NodeSet seen, List<Node> open) {
    if (!stop.test(x) && seen.add(x.node())) open.add(x.node());
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
