package io.ranvier.explain;

import io.ranvier.explain.Summary.Row;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Leaf;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads the rows of a [Summary] off a graph.
///
/// Every operation that depends on the input either reads parameters, itself or through reshapes
/// and their like; then it belongs to their layer. Or it does not; then it stands for itself.
final class Outline {
  private final Map<String, Leaf> leaves;
  private final Map<String, Layer> layers;
  private final Map<Value, String> paths = new HashMap<>();
  private final Set<Node> live = new HashSet<>();

  /// The paths of the leaves behind each node that does not depend on the input.
  private final Map<Node, Set<String>> behind = new HashMap<>();

  private final Set<String> counted = new HashSet<>();
  private final List<Row> rows = new ArrayList<>();

  /// How many rows there were after the last one of a layer.
  private int lastLayer;

  Outline(Layer model, Map<String, Leaf> leaves, Value input) {
    this.leaves = leaves;
    layers = Variables.layers(model);
    leaves.forEach((path, leaf) -> paths.put(leaf.value().value(), path));
    live.add(input.node());
  }

  void read(Value output) {
    for (var node : Node.order(List.of(output), _ -> false)) {
      if (live.contains(node)) continue;
      var inputs = node.isForgotten() ? List.<Value>of() : node.inputs();
      if (inputs.stream().anyMatch(x -> live.contains(x.node()))) add(node);
      else behind.put(node, leavesOf(node, inputs));
    }
  }

  List<Row> rows() {
    return rows;
  }

  /// The parameters that no row has counted.
  List<String> unused() {
    return leaves.keySet().stream()
        .filter(path -> leaves.get(path) instanceof Parameter && !counted.contains(path))
        .toList();
  }

  private Set<String> leavesOf(Node node, List<Value> inputs) {
    var found = new TreeSet<String>();
    for (var y : node.outputs()) if (paths.containsKey(y)) found.add(paths.get(y));
    for (var x : inputs) found.addAll(behind.getOrDefault(x.node(), Set.of()));
    return found;
  }

  private void add(Node node) {
    live.add(node);
    var read = new TreeSet<String>();
    for (var x : node.inputs()) read.addAll(behind.getOrDefault(x.node(), Set.of()));
    if (read.isEmpty()) addOperation(node);
    else addToLayer(parent(read.getFirst()), node, read);
  }

  private void addOperation(Node node) {
    boolean branches = node.inputs().stream().filter(x -> live.contains(x.node())).count() > 1;
    var what = Significance.of(node, branches);
    if (!what.isEmpty())
      rows.add(new Row("", what, shape(node), 0, Significance.multiplyAdds(node)));
  }

  private void addToLayer(String path, Node node, Set<String> read) {
    long parameters = 0;
    for (var leaf : read) {
      if (counted.add(leaf) && leaves.get(leaf) instanceof Parameter p)
        parameters += p.type().shape().size();
    }
    long multiplyAdds = Significance.multiplyAdds(node);
    if (continues(path, multiplyAdds)) {
      var row = rows.removeLast();
      rows.add(
          new Row(
              path,
              row.what(),
              shape(node),
              row.parameters() + parameters,
              row.multiplyAdds() + multiplyAdds));
    } else {
      rows.add(new Row(path, describe(path, node), shape(node), parameters, multiplyAdds));
    }
    lastLayer = rows.size();
  }

  /// Whether the last row is of the same layer, and of the same use of it: another product is
  /// another.
  private boolean continues(String path, long multiplyAdds) {
    if (lastLayer == 0 || lastLayer != rows.size()) return false;
    var row = rows.getLast();
    return row.path().equals(path) && (multiplyAdds == 0 || row.multiplyAdds() == 0);
  }

  private String describe(String path, Node node) {
    var layer = layers.get(path);
    var settings = Significance.settings(node);
    var name = layer == null ? node.op().toString() : className(layer);
    return settings.isEmpty() ? name : name + " " + settings;
  }

  private static Shape shape(Node node) {
    return node.outputs().getFirst().shape();
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('.'), 0));
  }

  static String className(Layer layer) {
    var name = layer.getClass().getSimpleName();
    return name.isEmpty() || layer.getClass().isHidden() ? "layer" : name;
  }
}
