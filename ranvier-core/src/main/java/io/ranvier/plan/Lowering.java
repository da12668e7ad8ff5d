package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.*;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// From values to tasks: decides how each value lies in memory, turns views into layouts, and puts
/// copies where a kernel wants another layout. Every operation becomes a task of its own here; what
/// is fused is decided later, so that fusion cannot change how anything is computed.
final class Lowering {
  private final Backend backend;
  private final Map<Value, Ref> refs = new HashMap<>();
  private final Map<Relayout, Ref> relayouts = new HashMap<>();
  private final List<Task> tasks = new ArrayList<>();
  private final Concatenations concatenations;
  private final Map<Value, Joined> joined = new HashMap<>();

  private record Relayout(Region region, TensorType type, Layout from, Layout to) {}

  /// A concatenation, of which some parts are there.
  private static final class Joined {
    private final Ref whole;
    private int parts;
    private long end;

    Joined(Ref whole) {
      this.whole = whole;
    }
  }

  private Lowering(Backend backend, List<Node> nodes) {
    this.backend = backend;
    concatenations = new Concatenations(nodes);
  }

  /// The tasks that compute `roots`, each into the result of its number.
  static List<Task> lower(Backend backend, List<Value> leaves, List<Value> roots) {
    var given = Set.copyOf(leaves);
    var nodes = Node.order(roots, given::contains);
    var lowering = new Lowering(backend, nodes);
    for (int i = 0; i < leaves.size(); i++) {
      var type = leaves.get(i).type();
      var region = Region.leaf(i, type.byteSize());
      lowering.refs.put(leaves.get(i), new Ref(region, type, Layout.rowMajor(type.shape())));
    }
    for (var node : nodes) lowering.lower(node);
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
      x = inLayout(x, Reshaping.of(x.shape(), y.shape()).copied(x.layout()));
      seen = Views.reshaped(x.layout(), x.shape(), y.shape());
    }
    refs.put(y, new Ref(x.region(), y.type(), seen.orElseThrow()));
  }

  /// The parts are copied to their places, unless they have been for a shorter concatenation, which
  /// is the beginning of this one; [Elision] lets them be computed there.
  private void concat(Value y, int axis) {
    var longest = concatenations.longest(y);
    var parts = concatenations.parts(y);
    var known = joined.get(longest);
    var block = known == null ? join(longest, parts, axis) : known;
    joined.put(longest, block);
    var strides = block.whole.layout().strides();
    while (block.parts < parts.size()) {
      var x = ref(parts.get(block.parts++));
      var place = Layout.of(block.end, strides);
      tasks.add(copy(x, new Ref(block.whole.region(), x.type(), place)));
      block.end += x.shape().dim(axis) * strides[axis];
    }
    refs.put(y, new Ref(block.whole.region(), y.type(), Layout.of(0, strides)));
  }

  /// A place for `whole`, of which `parts` are there already.
  private Joined join(Value whole, List<Value> parts, int axis) {
    var order = commonOrder(parts.stream().map(this::ref).toList());
    var layout = Layout.dense(whole.shape(), order);
    long pitch = Math.max(1, layout.stride(axis) * whole.shape().dim(axis));
    long bytes = layout.extent(whole.shape()) * whole.type().dtype().byteSize();
    return new Joined(new Ref(Region.rows(bytes, pitch), whole.type(), layout));
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
  /// channels-last pictures are, else that of a view with gaps that is not read row by row, else
  /// row-major.
  private static List<Integer> commonOrder(List<Ref> inputs) {
    for (var x : inputs) {
      var order = x.layout().denseOrder(x.shape());
      if (order != null && !x.isRowMajor()) return order;
    }
    for (var x : inputs) if (x.isSpread() && runsElsewhere(x)) return x.layout().order(x.shape());
    return inputs.isEmpty() ? List.of() : natural(inputs.getFirst().shape().rank());
  }

  /// Whether it is not the last axis along which `x` runs on.
  private static boolean runsElsewhere(Ref x) {
    int last = x.shape().rank() - 1;
    while (last >= 0 && x.shape().dim(last) == 1) last--;
    return last >= 0 && x.layout().stride(last) != 1;
  }

  private static List<Integer> natural(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  private void reduction(Value y, Reduction op) {
    var x = ref(y.input(0));
    var order = x.layout().order(x.shape());
    if (backend.fuses(op, x.type(), order)) {
      refs.put(y, reduced(op, x, order));
      return;
    }
    // Axes that do not lie next to each other are reduced run by run: what the first leaves is
    // small, and nothing has to be moved.
    var run = fastest(op.axes(), x.shape(), order);
    var others = op.axes().stream().filter(axis -> !run.contains(axis)).toList();
    var first = over(op, run);
    var rest = over(op, others);
    var left = x.type().withShape(x.shape().reduced(run));
    boolean inTwo =
        !others.isEmpty()
            && backend.fuses(first, x.type(), order)
            && backend.fuses(rest, left, order);
    if (inTwo) refs.put(y, reduced(rest, reduced(first, x, order), order));
    else call(y.node());
  }

  /// A pass over `x` in `order`, in which `op` fuses.
  private Ref reduced(Reduction op, Ref x, List<Integer> order) {
    var type = x.type().withShape(x.shape().reduced(op.axes()));
    var output = fresh(type, Layout.dense(type.shape(), order));
    var member = new Task.Member(op, List.of(new Task.Argument.Read(x)), output);
    tasks.add(Task.Pass.of(x.shape(), order, member));
    return output;
  }

  /// Those of `axes` that lie next to each other in `order`, the fastest run of them.
  private static List<Integer> fastest(List<Integer> axes, Shape shape, List<Integer> order) {
    var run = new ArrayList<Integer>();
    for (int axis : order.reversed()) {
      if (axes.contains(axis)) run.add(axis);
      else if (!run.isEmpty() && shape.dim(axis) > 1) break;
    }
    return run;
  }

  private static Reduction over(Reduction op, List<Integer> axes) {
    return switch (op) {
      case Reduction.Sum _ -> new Reduction.Sum(axes);
      case Reduction.Max _ -> new Reduction.Max(axes);
      case Reduction.Min _ -> new Reduction.Min(axes);
      case Reduction.Prod one -> one;
    };
  }

  private void call(Node node) {
    var op = (Op) node.op();
    var inputs = node.inputs().stream().map(this::ref).toList();
    var inputTypes = inputs.stream().map(Ref::type).toList();
    var outputTypes = node.outputs().stream().map(Value::type).toList();
    var preference = backend.preference(op, inputTypes, outputTypes);
    var written = new ArrayList<Ref>();
    for (int i = 0; i < outputTypes.size(); i++) {
      written.add(fresh(outputTypes.get(i), preference.outputs().get(i)));
      refs.put(node.output(i), written.get(i));
    }
    tasks.add(new Task.Call(op, arranged(op, inputs, preference.inputs(), written), written));
  }

  /// `inputs` as `op` reads them: with gaps between their rows if it takes that, else copied to the
  /// layouts that are `wanted`.
  private List<Ref> arranged(
      Op op, List<Ref> inputs, List<Optional<Layout>> wanted, List<Ref> outputs) {
    var read = new ArrayList<Ref>();
    boolean gaps = false;
    for (int i = 0; i < inputs.size(); i++) {
      var x = inputs.get(i);
      boolean gap = wanted.get(i).filter(layout -> isSpaced(x, layout)).isPresent();
      read.add(gap ? x : inLayout(x, wanted.get(i)));
      gaps |= gap;
    }
    if (!gaps || backend.reads(op, operands(read), operands(outputs))) return read;
    for (int i = 0; i < read.size(); i++) read.set(i, inLayout(read.get(i), wanted.get(i)));
    return read;
  }

  /// Whether `x` lies as in `layout`, but for where it begins and for gaps between its rows.
  private static boolean isSpaced(Ref x, Layout layout) {
    return x.isSpread()
        && !Ref.sameLayout(x.layout(), layout, x.shape())
        && x.layout().order(x.shape()).equals(layout.order(x.shape()));
  }

  private static List<Operand> operands(List<Ref> refs) {
    return refs.stream().map(Ref::operand).toList();
  }

  private Ref inLayout(Ref x, Optional<Layout> wanted) {
    return wanted.map(layout -> inLayout(x, layout)).orElse(x);
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
