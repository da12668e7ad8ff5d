package io.ranvier.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Numbers for values, from 0 in the order in which they come: a table by identity, on the path of
/// each training step.
public final class ValueNumbers {
  private Value[] values = new Value[32];
  private int[] slots = new int[128];
  private int size;

  /// No values yet.
  public ValueNumbers() {}

  /// The number of `x`, a new one if it comes for the first time.
  public int add(Value x) {
    int i = slot(x);
    if (slots[i] != 0) return slots[i] - 1;
    if (size == values.length) values = Arrays.copyOf(values, 2 * size);
    values[size++] = x;
    slots[i] = size;
    if (2 * size >= slots.length) grow();
    return size - 1;
  }

  /// The number of `x`, or −1 if it has not come.
  public int of(Value x) {
    return slots[slot(x)] - 1;
  }

  public int size() {
    return size;
  }

  public Value get(int number) {
    return values[number];
  }

  /// All values by number; the list cannot be changed.
  public List<Value> values() {
    return Collections.unmodifiableList(Arrays.asList(values).subList(0, size));
  }

  private int slot(Value x) {
    int mask = slots.length - 1;
    long key = 2 * x.node().number() + x.index();
    int i = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
    while (slots[i] != 0 && values[slots[i] - 1] != x) i = (i + 1) & mask;
    return i;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < size; i++) slots[slot(values[i])] = i + 1;
  }
}
