package io.ranvier.explain;

import io.ranvier.autograd.Gradients;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A small computation with everything that flows through it: forwards the value that each node
/// computes, backwards the gradient of the result with respect to it, and what of that comes back
/// along each edge. For computations of a screen or two; made for learning and for looking closely.
///
///     var price = apple.mul(count);
///     IO.println(BackPropagation.of(Map.of("apple", apple, "count", count), price.mul(tax)));
///
/// Where a value is read by several nodes, its gradient is the sum of what comes back from each.
public final class BackPropagation {
  /// More numbers than these are abbreviated.
  private static final int SHOWN = 6;

  private static final MathContext DIGITS = new MathContext(6);

  private final List<Row> rows;

  /// A node.
  ///
  /// @param name as given, or made up: `v1`, `v2`, …
  /// @param operation what computes it, or nothing where it is given
  /// @param value the numbers in row-major order
  /// @param gradient of the result, likewise
  /// @param edges what it reads
  public record Row(
      String name, String operation, List<Double> value, List<Double> gradient, List<Edge> edges) {}

  /// A use of a value.
  ///
  /// @param from the name of what is read
  /// @param gradient what comes back along this edge
  public record Edge(String from, List<Double> gradient) {}

  private BackPropagation(List<Row> rows) {
    this.rows = rows;
  }

  /// Looks at how `result`, a scalar, is computed.
  ///
  /// @param names what inputs, and whatever else, are to be called; may be empty
  /// @throws ShapeException if `result` is no scalar
  public static BackPropagation of(Map<String, Tensor> names, Tensor result) {
    if (result.shape().size() != 1) {
      throw new ShapeException(
          "the gradient of a scalar only: got %s; take its sum or mean".formatted(result.type()));
    }
    return new BackPropagation(new Reading(names, result).rows());
  }

  /// The nodes, each after what it reads.
  public List<Row> rows() {
    return rows;
  }

  /// A row for each node and, indented below it, one for each edge into it.
  @Override
  public String toString() {
    var lines = new ArrayList<String[]>();
    lines.add(new String[] {"", "value", "gradient"});
    for (var row : rows) {
      var reads = row.edges.stream().map(Edge::from).collect(Collectors.joining(", "));
      var what =
          row.operation.isEmpty()
              ? row.name
              : "%s = %s(%s)".formatted(row.name, row.operation, reads);
      lines.add(new String[] {what, text(row.value), text(row.gradient)});
      for (var edge : row.edges) {
        lines.add(new String[] {"  back to " + edge.from, "", text(edge.gradient)});
      }
    }
    return lines.stream().map(line -> aligned(line, lines)).collect(Collectors.joining());
  }

  private static String aligned(String[] line, List<String[]> all) {
    var text = new StringBuilder();
    for (int i = 0; i < line.length; i++) {
      int column = i;
      int width = all.stream().mapToInt(other -> other[column].length()).max().orElse(0);
      text.append(line[i]).append(" ".repeat(width - line[i].length() + 2));
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static String text(List<Double> numbers) {
    var shown =
        numbers.stream().limit(SHOWN).map(BackPropagation::text).collect(Collectors.joining(" "));
    return numbers.size() > SHOWN ? shown + " …" : shown;
  }

  private static String text(double number) {
    if (!Double.isFinite(number)) return Double.toString(number);
    var rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    boolean plain = Math.abs(number) < 1e9 && (Math.abs(number) >= 1e-4 || number == 0);
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  /// One look at a graph.
  private static final class Reading {
    private final List<Node> order;
    private final Value result;
    private final Map<Value, String> names = new HashMap<>();

    Reading(Map<String, Tensor> given, Tensor result) {
      this.result = result.value();
      order = Node.order(List.of(this.result), value -> value.node().isForgotten());
      given.forEach((name, tensor) -> names.put(tensor.value(), name));
      for (var node : order) for (var y : node.outputs()) names.computeIfAbsent(y, this::name);
    }

    private String name(Value y) {
      var source = y.source();
      if (source != null && !source.name().isEmpty()) return source.name();
      return "v" + (names.size() + 1);
    }

    /// Back-propagation: a node hands on what has come back to it.
    List<Row> rows() {
      var gradients = new HashMap<Value, Value>();
      var edges = new HashMap<Node, List<Value>>();
      gradients.put(result, Ops.fill(1, result.type()));
      for (var node : order.reversed()) {
        if (isGiven(node) || node.outputs().stream().noneMatch(gradients::containsKey)) continue;
        var back = back(node, gradients);
        edges.put(node, back);
        var carrying = carrying(node.inputs());
        for (int i = 0; i < back.size(); i++)
          gradients.merge(carrying.get(i), back.get(i), Ops::add);
      }
      evaluate(gradients, edges);
      var rows = new ArrayList<Row>();
      for (var node : order) rows.addAll(rows(node, gradients, edges));
      return rows;
    }

    private static boolean isGiven(Node node) {
      return node.isForgotten() || node.inputs().isEmpty();
    }

    private static List<Value> carrying(List<Value> values) {
      return values.stream().filter(x -> x.type().dtype().isFloating()).toList();
    }

    /// What comes back along the edges into `node` that carry floating-point numbers.
    private static List<Value> back(Node node, Map<Value, Value> gradients) {
      // Each edge is an input of its own, also where two come from one value.
      var inputs = node.inputs().stream().map(Ops::detach).toList();
      var outputs = new Node(node.op(), inputs).outputs();
      var ys = new ArrayList<Value>();
      var dys = new ArrayList<Value>();
      for (var y : node.outputs()) {
        if (!gradients.containsKey(y)) continue;
        ys.add(outputs.get(y.index()));
        dys.add(gradients.get(y));
      }
      return Gradients.pullBack(ys, dys, carrying(inputs));
    }

    private void evaluate(Map<Value, Value> gradients, Map<Node, List<Value>> edges) {
      var all = new ArrayList<Value>();
      for (var node : order) all.addAll(node.outputs());
      all.addAll(gradients.values());
      edges.values().forEach(all::addAll);
      Tensor.eval(all.stream().map(Tensor::of).toList());
    }

    private List<Row> rows(Node node, Map<Value, Value> gradients, Map<Node, List<Value>> edges) {
      var back = edges.getOrDefault(node, List.of()).iterator();
      var read = new ArrayList<Edge>();
      if (!isGiven(node)) {
        for (var x : node.inputs()) {
          boolean carries = x.type().dtype().isFloating() && back.hasNext();
          read.add(
              new Edge(
                  Objects.requireNonNull(names.get(x)),
                  carries ? numbers(back.next()) : List.of()));
        }
      }
      var rows = new ArrayList<Row>();
      for (var y : node.outputs()) {
        var gradient = gradients.get(y);
        var dy = gradient == null ? List.<Double>of() : numbers(gradient);
        var operation = isGiven(node) ? "" : ((Op) node.op()).name();
        rows.add(new Row(Objects.requireNonNull(names.get(y)), operation, numbers(y), dy, read));
      }
      return rows;
    }

    private static List<Double> numbers(Value y) {
      var numbers = new ArrayList<Double>();
      for (double number : Tensor.of(y).toDoubles()) numbers.add(number);
      return numbers;
    }
  }
}
