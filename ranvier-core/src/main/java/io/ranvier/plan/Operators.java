package io.ranvier.plan;

import io.ranvier.graph.Node;
import io.ranvier.graph.Operator;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Numbers for operators, so that the key of a plan is an array of ints: equal operators have equal
/// numbers, and a number never means two operators.
final class Operators {
  /// Past this, the table starts afresh: old plans are no longer found, and age out of their cache.
  private static final int MOST = 1 << 16;

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final ConcurrentHashMap<Key, Integer> NUMBERS = new ConcurrentHashMap<>();

  /// The numbers of operators without attributes, one for each class; −1 for all others.
  private static final ClassValue<Integer> PLAIN =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          var components = type.getRecordComponents();
          return components != null && components.length == 0 ? NEXT.getAndIncrement() : -1;
        }
      };

  private Operators() {}

  /// Records without fields, and records with equal fields, have equal hashes whatever their class.
  private record Key(Class<?> type, Operator op) {
    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(type) + op.hashCode();
    }
  }

  /// The operators that a thread met last, by their places in what it traced: a training step is
  /// much like the one before it, and to compare two operators is faster than to look one up.
  static final class Recent {
    private static final ThreadLocal<Recent> OF_THREAD = ThreadLocal.withInitial(Recent::new);
    private static final int MOST = 1 << 12;

    private @Nullable Operator[] operators = new Operator[256];
    private int[] numbers = new int[256];

    private Recent() {}

    static Recent ofThread() {
      return OF_THREAD.get();
    }

    /// The number of the operator of `node`, the one at `place`.
    int number(int place, Node node) {
      int known = node.operatorId();
      if (known >= 0) return known;
      int number = number(place, node.op());
      node.operatorId(number);
      return number;
    }

    private int number(int place, Operator op) {
      if (place >= MOST) return Operators.number(op);
      if (place >= operators.length) {
        operators = Arrays.copyOf(operators, MOST);
        numbers = Arrays.copyOf(numbers, MOST);
      }
      var last = operators[place];
      if (last != null && last.getClass() == op.getClass() && last.equals(op)) {
        return numbers[place];
      }
      int number = Operators.number(op);
      operators[place] = op;
      numbers[place] = number;
      return number;
    }
  }

  static int number(Node node) {
    int known = node.operatorId();
    if (known >= 0) return known;
    int number = number(node.op());
    node.operatorId(number);
    return number;
  }

  static int number(Operator op) {
    int plain = PLAIN.get(op.getClass());
    if (plain >= 0) return plain;
    if (NUMBERS.size() > MOST) NUMBERS.clear();
    return NUMBERS.computeIfAbsent(new Key(op.getClass(), op), _ -> NEXT.getAndIncrement());
  }
}
