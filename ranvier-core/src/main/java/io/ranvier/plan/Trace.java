package io.ranvier.plan;

import io.ranvier.graph.Node;
import io.ranvier.graph.Order;
import io.ranvier.graph.Value;
import io.ranvier.graph.ValueNumbers;
import io.ranvier.op.Data;
import java.util.Arrays;
import java.util.List;

/// What has to be computed, written down: the nodes in order, the leaves they read, and the key
/// under which an equal computation finds the same plan.
///
/// The key is what was written: for each node its operator, the number of its inputs, and a
/// reference to each; then the roots, the donors, and the types of the leaves. A reference is two
/// words: position and output of a node, or −1 − leaf and 0.
final class Trace {
  private static final int RACES = 100;

  private final Order nodes;
  private final ValueNumbers leaves = new ValueNumbers();

  /// Where the references of each node's inputs begin and, at the end, those of the roots.
  private final int[] starts;

  private final int[] donors;
  private final Words words;
  private final Key key;

  /// Equal for equal computations.
  static final class Key {
    private final int[] words;
    private final int size;
    private final int hash;

    private Key(int[] words, int size, int hash) {
      this.words = words;
      this.size = size;
      this.hash = hash;
    }

    /// This key for keeps: without the room at the end.
    Key trimmed() {
      return new Key(Arrays.copyOf(words, size), size, hash);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key k
          && hash == k.hash
          && Arrays.equals(words, 0, size, k.words, 0, k.size);
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
    nodes = Order.of(roots, v -> v.source() != null);
    starts = new int[nodes.size() + 1];
    words = new Words(6 * nodes.size() + 4 * roots.size() + 32);
    var operators = Operators.Recent.ofThread();
    for (int i = 0; i < nodes.size(); i++) {
      var node = nodes.get(i);
      var inputs = node.inputs();
      words.add(operators.number(i, node));
      words.add(inputs.size());
      starts[i] = words.size;
      for (int k = 0; k < inputs.size(); k++) refer(inputs.get(k));
    }
    words.add(-1);
    starts[nodes.size()] = words.size;
    for (int i = 0; i < roots.size(); i++) refer(roots.get(i));
    this.donors = new int[roots.size()];
    for (int i = 0; i < this.donors.length; i++) {
      this.donors[i] = donors.get(i) == roots.get(i) ? -1 : leaves.add(donors.get(i));
      words.add(this.donors[i]);
    }
    for (int i = 0; i < leaves.size(); i++) words.add(type(leaves.get(i)));
    key = words.key();
  }

  private void refer(Value x) {
    var source = x.source();
    if (source != null) {
      words.add(-1 - leaves.add(x));
      words.add(source.variable() ? 1 : 0);
      return;
    }
    int place = nodes.place(x.node());
    if (place < 0) throw new IllegalStateException("computed meanwhile: " + x);
    words.add(place);
    words.add(x.index());
  }

  /// A number for the type of `leaf`: that of the operation that would bring it in.
  private static int type(Value leaf) {
    return leaf.op() instanceof Data
        ? Operators.number(leaf.node())
        : Operators.number(new Data(leaf.type()));
  }

  Key key() {
    return key;
  }

  List<Node> nodes() {
    return nodes.nodes();
  }

  List<Value> leaves() {
    return leaves.values();
  }

  /// For each root the number of the leaf whose memory it may take, or −1.
  int[] donors() {
    return donors;
  }

  /// References of the inputs of node `i`, as pairs: position and output of a node, or −1 − leaf
  /// and whether it is a variable.
  int[] inputs(int i) {
    return words.copy(starts[i], 2 * words.words[starts[i] - 1]);
  }

  /// References of the roots.
  int[] roots() {
    return words.copy(starts[nodes.size()], 2 * donors.length);
  }

  private static final class Words {
    private int[] words;
    private int size;

    Words(int room) {
      words = new int[room];
    }

    void add(int word) {
      if (size == words.length) words = Arrays.copyOf(words, 2 * size);
      words[size++] = word;
    }

    int[] copy(int from, int count) {
      return Arrays.copyOfRange(words, from, from + count);
    }

    /// The hash of four words at a time, so that each multiplication waits for one of four.
    Key key() {
      int hash = size;
      int i = 0;
      for (; i + 4 <= size; i += 4) {
        hash =
            hash * (31 * 31 * 31 * 31)
                + words[i] * (31 * 31 * 31)
                + words[i + 1] * (31 * 31)
                + words[i + 2] * 31
                + words[i + 3];
      }
      for (; i < size; i++) hash = 31 * hash + words[i];
      return new Key(words, size, hash);
    }
  }
}
