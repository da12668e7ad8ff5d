package io.ranvier.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Nodes in the order in which they were made, so that each comes after all of its inputs; and the
/// place of each. Every evaluation walks its graph once: this is on the path of each training step.
///
/// The nodes of one computation are usually made one soon after the other, and then a table by
/// their numbers sorts and finds them. Where other threads have made many nodes in between, they
/// are compared.
public final class Order {
  private final Node[] nodes;

  /// By number, counted from the first node's: one more than its place, or 0. Null where the
  /// numbers are far apart.
  private final int @Nullable [] places;

  private Order(Node[] found, int size) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      long number = found[i].number();
      first = Math.min(first, number);
      last = Math.max(last, number);
    }
    boolean near = size == 0 || last - first < 8L * size + 64;
    places = near ? new int[size == 0 ? 0 : (int) (last - first + 1)] : null;
    nodes = new Node[size];
    if (places == null) {
      System.arraycopy(found, 0, nodes, 0, size);
      Arrays.sort(nodes, (a, b) -> Long.compare(a.number(), b.number()));
      return;
    }
    for (int i = 0; i < size; i++) places[(int) (found[i].number() - first)] = i + 1;
    int next = 0;
    for (int i = 0; i < places.length; i++) {
      if (places[i] == 0) continue;
      nodes[next++] = found[places[i] - 1];
      places[i] = next;
    }
  }

  /// Every node that `roots` depend on; nothing behind a value at which `stop` holds is visited.
  public static Order of(List<Value> roots, Predicate<Value> stop) {
    var found = new Walk(stop);
    for (int i = 0; i < roots.size(); i++) found.visit(roots.get(i));
    for (int next = 0; next < found.size; next++) {
      var inputs = found.nodes[next].inputs();
      for (int i = 0; i < inputs.size(); i++) found.visit(inputs.get(i));
    }
    return new Order(found.nodes, found.size);
  }

  public int size() {
    return nodes.length;
  }

  public Node get(int place) {
    return nodes[place];
  }

  /// The nodes; the list cannot be changed.
  public List<Node> nodes() {
    return Collections.unmodifiableList(Arrays.asList(nodes));
  }

  /// The place of `node`, or −1 if it is not here.
  public int place(Node node) {
    if (nodes.length == 0) return -1;
    if (places == null) return search(node);
    long at = node.number() - nodes[0].number();
    return at < 0 || at >= places.length ? -1 : places[(int) at] - 1;
  }

  private int search(Node node) {
    int low = 0;
    int high = nodes.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (nodes[middle].number() < node.number()) low = middle + 1;
      else high = middle;
    }
    return nodes[low] == node ? low : -1;
  }

  /// What was found so far, first come first: the nodes, and a set of them by open addressing on
  /// their numbers.
  private static final class Walk {
    private final Predicate<Value> stop;
    private Node[] nodes = new Node[64];
    private Node[] slots = new Node[256];
    private int size;

    Walk(Predicate<Value> stop) {
      this.stop = stop;
    }

    void visit(Value x) {
      if (stop.test(x)) return;
      var node = x.node();
      int i = slot(node);
      if (slots[i] != null) return;
      slots[i] = node;
      if (size == nodes.length) nodes = Arrays.copyOf(nodes, 2 * size);
      nodes[size++] = node;
      if (2 * size >= slots.length) grow();
    }

    private int slot(Node node) {
      int mask = slots.length - 1;
      int i = (int) (node.number() * 0x9E3779B97F4A7C15L >>> 40) & mask;
      while (slots[i] != null && slots[i] != node) i = (i + 1) & mask;
      return i;
    }

    private void grow() {
      slots = new Node[2 * slots.length];
      for (int i = 0; i < size; i++) slots[slot(nodes[i])] = nodes[i];
    }
  }
}
