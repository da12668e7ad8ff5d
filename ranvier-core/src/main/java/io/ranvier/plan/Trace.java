package io.ranvier.plan;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Data;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What has to be computed, written down: the nodes in order, the leaves they read, and the key
/// under which an equal computation finds the same plan.
final class Trace {
  private static final int RACES = 100;

  private final List<Node> nodes;
  private final List<Value> leaves = new ArrayList<>();
  private final Map<Value, Integer> leafNumbers = new HashMap<>();
  private final Map<Node, Integer> positions;

  /// For each node its inputs, for the roots themselves: position and output of a node, or −1 −
  /// leaf and 0.
  private final List<int[]> inputs = new ArrayList<>();

  private final int[] roots;
  private final Key key;

  /// Equal for equal computations.
  static final class Key {
    private final int[] words;
    private final int hash;

    private Key(int[] words) {
      this.words = words;
      this.hash = Arrays.hashCode(words);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && hash == k.hash && Arrays.equals(words, k.words);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /// @param donors for each root the leaf whose memory it may take, or itself
  static Trace of(List<Value> roots, List<Value> donors) {
    for (int attempt = 0; ; attempt++) {
      try {
        return new Trace(roots, donors);
      } catch (IllegalStateException e) {
        // Another thread has computed a value, and made it forget its inputs, while we looked at
        // it.
        if (attempt == RACES) throw e;
      }
    }
  }

  private Trace(List<Value> roots, List<Value> donors) {
    nodes = Node.order(roots, v -> v.source() != null);
    positions = HashMap.newHashMap(nodes.size());
    for (int i = 0; i < nodes.size(); i++) positions.put(nodes.get(i), i);
    var words = new Words();
    for (var node : nodes) {
      words.add(Operators.number(node));
      words.add(node.inputs().size());
      inputs.add(references(node.inputs(), words));
    }
    words.add(-1);
    this.roots = references(roots, words);
    for (int i = 0; i < donors.size(); i++) {
      words.add(donors.get(i) == roots.get(i) ? -1 : leaf(donors.get(i)));
    }
    for (var leaf : leaves) words.add(Operators.number(new Data(leaf.type())));
    key = new Key(words.toArray());
  }

  private int[] references(List<Value> values, Words words) {
    var found = new int[2 * values.size()];
    for (int i = 0; i < values.size(); i++) {
      var x = values.get(i);
      boolean given = x.source() != null;
      var position = given ? null : positions.get(x.node());
      if (!given && position == null) throw new IllegalStateException("computed meanwhile: " + x);
      found[2 * i] = position == null ? -1 - leaf(x) : position;
      found[2 * i + 1] = position == null ? 0 : x.index();
      words.add(found[2 * i]);
      words.add(found[2 * i + 1]);
    }
    return found;
  }

  private int leaf(Value x) {
    var known = leafNumbers.putIfAbsent(x, leaves.size());
    if (known != null) return known;
    leaves.add(x);
    return leaves.size() - 1;
  }

  Key key() {
    return key;
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Value> leaves() {
    return leaves;
  }

  /// The number of `x` among the leaves.
  int leafNumber(Value x) {
    var number = leafNumbers.get(x);
    if (number == null) throw new IllegalArgumentException("not a leaf of this trace: " + x);
    return number;
  }

  /// References of the inputs of node `i`, as pairs: see the field.
  int[] inputs(int i) {
    return inputs.get(i);
  }

  int[] roots() {
    return roots;
  }

  private static final class Words {
    private int[] words = new int[256];
    private int size;

    void add(int word) {
      if (size == words.length) words = Arrays.copyOf(words, 2 * size);
      words[size++] = word;
    }

    int[] toArray() {
      return Arrays.copyOf(words, size);
    }
  }
}
