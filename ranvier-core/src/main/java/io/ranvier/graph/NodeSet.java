package io.ranvier.graph;

/// A set of nodes by identity: open addressing on their numbers. Every evaluation walks the graph
/// once, so this is on the path of each training step.
final class NodeSet {
  private Node[] slots = new Node[256];
  private int size;

  /// Adds `node`; whether it was new.
  boolean add(Node node) {
    if (2 * size >= slots.length) grow();
    int i = slot(slots, node);
    if (slots[i] != null) return false;
    slots[i] = node;
    size++;
    return true;
  }

  private static int slot(Node[] slots, Node node) {
    int mask = slots.length - 1;
    int i = (int) (node.number() * 0x9E3779B97F4A7C15L >>> 40) & mask;
    while (slots[i] != null && slots[i] != node) i = (i + 1) & mask;
    return i;
  }

  private void grow() {
    var next = new Node[2 * slots.length];
    for (var node : slots) if (node != null) next[slot(next, node)] = node;
    slots = next;
  }
}
