package io.ranvier.testing;

import io.ranvier.graph.Node;
import io.ranvier.op.Data;
import io.ranvier.op.Op;
import io.ranvier.type.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The closed set of operations, as a list.
public final class Operations {
  private Operations() {}

  /// Every kind of operation: the leaves below the sealed [Op], and the interfaces that are open.
  public static List<Class<?>> all() {
    var found = new ArrayList<Class<?>>();
    collect(Op.class, found);
    return found;
  }

  private static void collect(Class<?> type, List<Class<?>> found) {
    if (!type.isSealed()) {
      found.add(type);
      return;
    }
    // A permitted type may be named by more than one parent.
    for (var next : type.getPermittedSubclasses()) if (!found.contains(next)) collect(next, found);
  }

  /// The kinds of operations that none of `samples` contains.
  public static List<Class<?>> missing(List<Sample> samples) {
    Set<Class<?>> present =
        samples.stream()
            .map(sample -> new Trial(sample, DType.F32, 0).outputs())
            .flatMap(outputs -> Node.order(outputs, _ -> false).stream())
            .map(node -> node.op().getClass())
            .collect(Collectors.toSet());
    return all().stream()
        .filter(kind -> present.stream().noneMatch(kind::isAssignableFrom))
        .toList();
  }

  /// The operations of a sample, without its leaves, each as it is printed, in the order of the
  /// graph.
  public static List<String> printed(Sample sample) {
    return Node.order(new Trial(sample, DType.F32, 0).outputs(), _ -> false).stream()
        .filter(node -> !(node.op() instanceof Data))
        .map(node -> ((Op) node.op()).name() + " = " + node)
        .toList();
  }

  static List<Integer> axes(int... axes) {
    return Arrays.stream(axes).boxed().toList();
  }
}
