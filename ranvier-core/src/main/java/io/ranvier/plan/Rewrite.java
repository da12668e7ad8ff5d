package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.graph.Node;
import io.ranvier.graph.Operator;
import io.ranvier.graph.Value;
import io.ranvier.op.BatchNorm;
import io.ranvier.op.Composite;
import io.ranvier.op.Concat;
import io.ranvier.op.Data;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The graph of a trace, made ready for a backend: composites that it does not take whole are
/// decomposed, [Rules] are applied, and what is computed twice is computed once. Leaves are stood
/// in for by fresh nodes, so that a plan holds on to nobody's data. What no root needs is not
/// built.
final class Rewrite {
  private final Backend backend;
  private final List<Value> leaves = new ArrayList<>();
  private final Map<Value, Value> replaced = new HashMap<>();
  private final Map<Computation, Node> known = new HashMap<>();

  private record Computation(Operator op, List<Value> inputs) {}

  Rewrite(Backend backend) {
    this.backend = backend;
  }

  /// The roots of `trace`, rewritten. What they read of its leaves are [#leaves].
  List<Value> roots(Trace trace) {
    for (var leaf : trace.leaves()) leaves.add(Node.of(new Data(leaf.type())));
    var outputs = new ArrayList<List<Value>>();
    for (int i = 0; i < trace.nodes().size(); i++) {
      var op = trace.nodes().get(i).op();
      outputs.add(rewritten(op, resolve(trace.inputs(i), outputs)));
    }
    return resolve(trace.roots(), outputs);
  }

  /// The stand-ins for the leaves of the trace, in its order.
  List<Value> leaves() {
    return leaves;
  }

  private List<Value> resolve(int[] references, List<List<Value>> outputs) {
    var values = new ArrayList<Value>();
    for (int i = 0; i < references.length; i += 2) {
      int at = references[i];
      values.add(at < 0 ? leaves.get(-1 - at) : outputs.get(at).get(references[i + 1]));
    }
    return values;
  }

  private List<Value> rewritten(Operator op, List<Value> inputs) {
    if (op instanceof BatchNorm.Moments && inputs.getFirst().op() instanceof Concat(var axis)) {
      if (axis == 1) return joinedMoments(op, inputs.getFirst().node().inputs());
    }
    if (op instanceof Composite c && !backend.takesWhole(c, types(inputs))) {
      return decomposed(c, inputs);
    }
    var node =
        known.computeIfAbsent(new Computation(op, inputs), c -> new Node(c.op(), c.inputs()));
    return node.outputs().size() == 1 ? List.of(simplified(node.output(0))) : node.outputs();
  }

  /// The moments of a concatenation of channels are those of its parts. In a dense block, where
  /// each layer normalises what all before it made, those of a part are then computed once.
  private List<Value> joinedMoments(Operator moments, List<Value> parts) {
    var means = new ArrayList<Value>();
    var variances = new ArrayList<Value>();
    for (var part : parts) {
      var both = rewritten(moments, List.of(part));
      means.add(both.get(0));
      variances.add(both.get(1));
    }
    var joined = new ArrayList<Value>();
    for (var each : List.of(means, variances)) joined.addAll(rewritten(new Concat(0), each));
    return joined;
  }

  private List<Value> decomposed(Composite op, List<Value> inputs) {
    var results = op.decompose(inputs);
    var given = Set.copyOf(inputs);
    for (var node : Node.order(results, given::contains)) {
      var next = rewritten(node.op(), node.inputs().stream().map(this::current).toList());
      for (int i = 0; i < next.size(); i++) replaced.put(node.output(i), next.get(i));
    }
    return results.stream().map(this::current).toList();
  }

  private Value current(Value x) {
    return replaced.getOrDefault(x, x);
  }

  private Value simplified(Value y) {
    for (var rule : Rules.ALL) {
      var next = rule.apply(y);
      if (next.isEmpty()) continue;
      var z = next.get();
      if (!z.type().equals(y.type())) throw new IllegalStateException(rule + ": " + y + " to " + z);
      return z.node().inputs().isEmpty() && z.op() instanceof Data || seen(z)
          ? z
          : rewritten(z.op(), z.node().inputs()).get(z.index());
    }
    return y;
  }

  private boolean seen(Value z) {
    return known.get(new Computation(z.op(), z.node().inputs())) == z.node();
  }

  private static List<io.ranvier.type.TensorType> types(List<Value> values) {
    return values.stream().map(Value::type).toList();
  }
}
