package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.backend.Layout;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.*;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// From values to tasks: decides how each value lies in memory, turns views into layouts, and puts
/// copies where a kernel wants another layout. Every operation becomes a task of its own here; what
/// is fused is decided later, so that fusion cannot change how anything is computed.
final class Lowering {
  private final Backend backend;
  private final Map<Value, Ref> refs = new HashMap<>();
  private final Map<Relayout, Ref> relayouts = new HashMap<>();
  private final List<Task> tasks = new ArrayList<>();

  private record Relayout(Region region, TensorType type, Layout from, Layout to) {}

  private Lowering(Backend backend) {
    this.backend = backend;
  }

  /// The tasks that compute `roots`, each into the result of its number.
  static List<Task> lower(Backend backend, List<Value> leaves, List<Value> roots) {
    var lowering = new Lowering(backend);
    for (int i = 0; i < leaves.size(); i++) {
      var type = leaves.get(i).type();
      var region = Region.leaf(i, type.byteSize());
      lowering.refs.put(leaves.get(i), new Ref(region, type, Layout.rowMajor(type.shape())));
    }
    for (var node : Node.order(roots, lowering.refs::containsKey)) lowering.lower(node);
    for (int i = 0; i < roots.size(); i++) lowering.result(i, roots.get(i));
    return lowering.tasks;
  }

  private void lower(Node node) {
    var y = node.output(0);
    switch ((Op) node.op()) {
      case Fill _ -> {} // a constant of whoever reads it; see ref()
      case Detach _ -> refs.put(y, ref(y.input(0)));
      case Transpose(var axes) -> view(y, Views.transposed(ref(y.input(0)).layout(), axes));
      case Broadcast(var shape) ->
          view(y, Views.broadcast(ref(y.input(0)).layout(), y.input(0).shape(), shape));
      case Slice slice -> view(y, Views.sliced(ref(y.input(0)).layout(), slice));
      case Reshape _ -> reshape(y);
      case Concat(var axis) -> concat(y, axis);
      case Elementwise op -> elementwise(y, op);
      case Reduction op -> reduction(y, op);
      case Data _,
          Iota _,
          Random _,
          ArgReduction _,
          MatMul _,
          Pad _,
          Flip _,
          Gather _,
          ScatterAdd _,
          Conv2d _,
          Conv2d.InputGrad _,
          Conv2d.KernelGrad _,
          MaxPool2d _,
          MaxPool2d.Collect _,
          MaxPool2d.Scatter _,
          AvgPool2d _,
          AvgPool2d.InputGrad _,
          Composite _ ->
          call(node);
    }
  }

  /// Where `x` is. A constant is written to memory when somebody wants it there.
  private Ref ref(Value x) {
    var known = refs.get(x);
    if (known != null) return known;
    if (!(x.op() instanceof Fill fill)) throw new IllegalStateException("not lowered yet: " + x);
    var filled = fresh(x.type(), Layout.rowMajor(x.shape()));
    tasks.add(new Task.Call(fill, List.of(), List.of(filled)));
    refs.put(x, filled);
    return filled;
  }

  private static Ref fresh(TensorType type, Layout layout) {
    long bytes = layout.extent(type.shape()) * type.dtype().byteSize();
    return new Ref(Region.arena(bytes), type, layout);
  }

  private void view(Value y, Layout layout) {
    refs.put(y, new Ref(ref(y.input(0)).region(), y.type(), layout));
  }

  private void reshape(Value y) {
    var x = ref(y.input(0));
    var seen = Views.reshaped(x.layout(), x.shape(), y.shape());
    if (seen.isEmpty()) {
      x = inLayout(x, Layout.rowMajor(x.shape()));
      seen = Optional.of(Layout.rowMajor(y.shape()));
    }
    refs.put(y, new Ref(x.region(), y.type(), seen.get()));
  }

  /// The inputs are copied to their parts of the result; a later pass lets them be computed there.
  private void concat(Value y, int axis) {
    var inputs = y.node().inputs().stream().map(this::ref).toList();
    var order = commonOrder(inputs);
    var whole = fresh(y.type(), Layout.dense(y.shape(), order));
    long start = whole.layout().offset();
    for (var x : inputs) {
      var part = Layout.of(start, whole.layout().strides());
      tasks.add(copy(x, new Ref(whole.region(), x.type(), part)));
      start += x.shape().dim(axis) * whole.layout().stride(axis);
    }
    refs.put(y, whole);
  }

  /// A copy, as the planner writes it: a reshape to the same shape.
  private static Task.Call copy(Ref from, Ref to) {
    return new Task.Call(new Reshape(from.shape()), List.of(from), List.of(to));
  }

  private void elementwise(Value y, Elementwise op) {
    var inputs = y.node().inputs();
    var dtypes = inputs.stream().map(x -> x.type().dtype()).toList();
    if (!backend.fuses(op, dtypes, y.type().dtype())) {
      call(y.node());
      return;
    }
    var arguments = new ArrayList<Task.Argument>();
    var read = new ArrayList<Ref>();
    for (var x : inputs) {
      if (x.op() instanceof Fill fill && !refs.containsKey(x)) {
        arguments.add(new Task.Argument.Constant(fill));
      } else {
        read.add(ref(x));
        arguments.add(new Task.Argument.Read(ref(x)));
      }
    }
    var order = commonOrder(read);
    if (order.size() != y.shape().rank()) order = natural(y.shape().rank());
    var output = fresh(y.type(), Layout.dense(y.shape(), order));
    tasks.add(Task.Pass.of(y.shape(), order, new Task.Member(op, arguments, output)));
    refs.put(y, output);
  }

  /// The order of axes in which most of `inputs` lie: the first dense one that is not row-major, as
  /// channels-last pictures are, else row-major.
  private static List<Integer> commonOrder(List<Ref> inputs) {
    for (var x : inputs) {
      var order = x.layout().denseOrder(x.shape());
      if (order != null && !x.isRowMajor()) return order;
    }
    return inputs.isEmpty() ? List.of() : natural(inputs.getFirst().shape().rank());
  }

  private static List<Integer> natural(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  private void reduction(Value y, Reduction op) {
    var x = ref(y.input(0));
    var order = x.layout().order(x.shape());
    if (!backend.fuses(op, x.type(), order)) {
      call(y.node());
      return;
    }
    var output = fresh(y.type(), Layout.dense(y.shape(), order));
    var member = new Task.Member(op, List.of(new Task.Argument.Read(x)), output);
    tasks.add(Task.Pass.of(x.shape(), order, member));
    refs.put(y, output);
  }

  private void call(Node node) {
    var op = (Op) node.op();
    var inputs = node.inputs().stream().map(this::ref).toList();
    var inputTypes = inputs.stream().map(Ref::type).toList();
    var outputTypes = node.outputs().stream().map(Value::type).toList();
    var preference = backend.preference(op, inputTypes, outputTypes);
    var read = new ArrayList<Ref>();
    for (int i = 0; i < inputs.size(); i++) {
      var x = inputs.get(i);
      read.add(preference.inputs().get(i).map(layout -> inLayout(x, layout)).orElse(x));
    }
    var written = new ArrayList<Ref>();
    for (int i = 0; i < outputTypes.size(); i++) {
      written.add(fresh(outputTypes.get(i), preference.outputs().get(i)));
      refs.put(node.output(i), written.get(i));
    }
    tasks.add(new Task.Call(op, read, written));
  }

  /// `x`, copied to `layout` unless it is there.
  private Ref inLayout(Ref x, Layout layout) {
    if (Ref.sameLayout(x.layout(), layout, x.shape())) return new Ref(x.region(), x.type(), layout);
    return relayouts.computeIfAbsent(
        new Relayout(x.region(), x.type(), x.layout(), layout),
        _ -> {
          var moved = fresh(x.type(), layout);
          tasks.add(copy(x, moved));
          return moved;
        });
  }

  /// The value of root `i`, row-major, in a region of its own.
  private void result(int i, Value root) {
    var type = root.type();
    var region = Region.result(i, type.byteSize());
    var to = new Ref(region, type, Layout.rowMajor(type.shape()));
    if (root.op() instanceof Fill fill && !refs.containsKey(root)) {
      tasks.add(new Task.Call(fill, List.of(), List.of(to)));
      return;
    }
    var from = ref(root);
    boolean own =
        from.region().place() == Region.Place.ARENA
            && !from.region().isAlias()
            && from.isRowMajor()
            && from.region().bytes() == type.byteSize();
    if (own) from.region().alias(region, 0);
    else tasks.add(copy(from, to));
  }
}
