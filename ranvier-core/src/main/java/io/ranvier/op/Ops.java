package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The vocabulary that gradient rules, composites and tensors are written in: one function for each
/// operation.
///
/// Functions are polite: two operands stretch to a common shape by NumPy's rule and are promoted to
/// a common element type, negative axes count from the end, and what changes nothing builds
/// nothing.
public final class Ops {
  private Ops() {}

  // Constants

  public static Value fill(double value, TensorType type) {
    return Node.of(new Fill(value, type));
  }

  /// Each element its own index along `axis`: one line of them, which stretches along the others.
  public static Value iota(TensorType type, int axis) {
    int at = type.shape().axis(axis);
    int extent = type.dim(at);
    var line = Node.of(new Iota(type.withShape(extent), 0));
    var dims = new int[type.shape().rank()];
    java.util.Arrays.fill(dims, 1);
    dims[at] = extent;
    return broadcast(reshape(line, Shape.of(dims)), type.shape());
  }

  /// `1` in the place that `index: [i…]` names, else `0`: `[i…, classes]`. A row whose index is
  /// outside `[0, classes)` is all zeros.
  public static Value oneHot(Value index, int classes, DType dtype) {
    Op.require(classes >= 1, "oneHot: %d classes; there is at least one", classes);
    var shape = index.shape();
    var dims = java.util.Arrays.copyOf(shape.dims(), shape.rank() + 1);
    dims[shape.rank()] = classes;
    var places = iota(index.type().withShape(dims), -1);
    var wanted = reshape(index, Shape.of(dims).with(-1, 1));
    return cast(equal(places, wanted), dtype);
  }

  public static Value uniform(Value key, TensorType type) {
    return Node.of(new Random(Random.Distribution.UNIFORM, type), key);
  }

  public static Value normal(Value key, TensorType type) {
    return Node.of(new Random(Random.Distribution.NORMAL, type), key);
  }

  // One operand

  public static Value neg(Value x) {
    return Node.of(new Unary.Neg(), x);
  }

  public static Value abs(Value x) {
    return Node.of(new Unary.Abs(), x);
  }

  public static Value sign(Value x) {
    return Node.of(new Unary.Sign(), x);
  }

  public static Value exp(Value x) {
    return Node.of(new Unary.Exp(), x);
  }

  public static Value expm1(Value x) {
    return Node.of(new Unary.Expm1(), x);
  }

  public static Value log(Value x) {
    return Node.of(new Unary.Log(), x);
  }

  public static Value log1p(Value x) {
    return Node.of(new Unary.Log1p(), x);
  }

  public static Value sqrt(Value x) {
    return Node.of(new Unary.Sqrt(), x);
  }

  public static Value rsqrt(Value x) {
    return Node.of(new Unary.Rsqrt(), x);
  }

  public static Value reciprocal(Value x) {
    return Node.of(new Unary.Reciprocal(), x);
  }

  public static Value sin(Value x) {
    return Node.of(new Unary.Sin(), x);
  }

  public static Value cos(Value x) {
    return Node.of(new Unary.Cos(), x);
  }

  public static Value atan(Value x) {
    return Node.of(new Unary.Atan(), x);
  }

  public static Value tanh(Value x) {
    return Node.of(new Unary.Tanh(), x);
  }

  public static Value sigmoid(Value x) {
    return Node.of(new Unary.Sigmoid(), x);
  }

  public static Value erf(Value x) {
    return Node.of(new Unary.Erf(), x);
  }

  public static Value relu(Value x) {
    return Node.of(new Unary.Relu(), x);
  }

  public static Value floor(Value x) {
    return Node.of(new Unary.Floor(), x);
  }

  public static Value ceil(Value x) {
    return Node.of(new Unary.Ceil(), x);
  }

  public static Value round(Value x) {
    return Node.of(new Unary.Round(), x);
  }

  public static Value gelu(Value x) {
    return Node.of(new Gelu(), x);
  }

  public static Value isNaN(Value x) {
    return Node.of(new IsNaN(), x);
  }

  public static Value not(Value x) {
    return Node.of(new Not(), x);
  }

  public static Value detach(Value x) {
    return Node.of(new Detach(), x);
  }

  public static Value cast(Value x, DType dtype) {
    return x.type().dtype() == dtype ? x : Node.of(new Cast(dtype), x);
  }

  // Two operands

  public static Value add(Value a, Value b) {
    return arithmetic(new Arithmetic.Add(), a, b);
  }

  public static Value sub(Value a, Value b) {
    return arithmetic(new Arithmetic.Sub(), a, b);
  }

  public static Value mul(Value a, Value b) {
    return arithmetic(new Arithmetic.Mul(), a, b);
  }

  public static Value div(Value a, Value b) {
    return arithmetic(new Arithmetic.Div(), a, b);
  }

  public static Value pow(Value a, Value b) {
    return arithmetic(new Arithmetic.Pow(), a, b);
  }

  public static Value maximum(Value a, Value b) {
    return arithmetic(new Arithmetic.Maximum(), a, b);
  }

  public static Value minimum(Value a, Value b) {
    return arithmetic(new Arithmetic.Minimum(), a, b);
  }

  public static Value add(Value a, double b) {
    return add(a, fill(b, a.type()));
  }

  public static Value sub(Value a, double b) {
    return sub(a, fill(b, a.type()));
  }

  public static Value mul(Value a, double b) {
    return mul(a, fill(b, a.type()));
  }

  public static Value div(Value a, double b) {
    return div(a, fill(b, a.type()));
  }

  public static Value equal(Value a, Value b) {
    return compare(Compare.Relation.EQUAL, a, b);
  }

  public static Value less(Value a, Value b) {
    return compare(Compare.Relation.LESS, a, b);
  }

  public static Value greater(Value a, Value b) {
    return compare(Compare.Relation.GREATER, a, b);
  }

  public static Value compare(Compare.Relation relation, Value a, Value b) {
    return arithmetic(new Compare(relation), a, b);
  }

  public static Value logic(Logic.Connective connective, Value a, Value b) {
    var op = new Logic(connective);
    var shape = common(op, a.shape(), b.shape());
    return Node.of(op, broadcast(a, shape), broadcast(b, shape));
  }

  public static Value select(Value mask, Value a, Value b) {
    var op = new Select();
    var shape = common(op, mask.shape(), common(op, a.shape(), b.shape()));
    var dtype = DType.promote(a.type().dtype(), b.type().dtype());
    return Node.of(
        op,
        broadcast(mask, shape),
        broadcast(cast(a, dtype), shape),
        broadcast(cast(b, dtype), shape));
  }

  private static Value arithmetic(Op op, Value a, Value b) {
    if (a.type().equals(b.type())) return Node.of(op, a, b);
    var dtype = DType.promote(a.type().dtype(), b.type().dtype());
    var shape = common(op, a.shape(), b.shape());
    return Node.of(op, broadcast(cast(a, dtype), shape), broadcast(cast(b, dtype), shape));
  }

  private static Shape common(Op op, Shape a, Shape b) {
    try {
      return Shape.broadcast(a, b);
    } catch (io.ranvier.type.ShapeException e) {
      throw new io.ranvier.type.ShapeException(op.name() + ": " + e.getMessage());
    }
  }

  // Reductions

  /// The sum over `axes`, which stay with extent one.
  public static Value sum(Value x, List<Integer> axes) {
    return axes.isEmpty() ? x : Node.of(new Reduction.Sum(sorted(x, axes)), x);
  }

  /// The mean over `axes`, which stay with extent one; NaN over nothing. Integers have to be cast
  /// first.
  public static Value mean(Value x, List<Integer> axes) {
    Op.require(
        x.type().dtype().isFloating(), "mean wants floating point, got %s; cast it", x.type());
    long count = 1;
    for (int axis : axes) count *= x.shape().dim(axis);
    return mul(sum(x, axes), count == 0 ? Double.NaN : 1.0 / count);
  }

  public static Value max(Value x, List<Integer> axes) {
    return axes.isEmpty() ? x : Node.of(new Reduction.Max(sorted(x, axes)), x);
  }

  public static Value min(Value x, List<Integer> axes) {
    return axes.isEmpty() ? x : Node.of(new Reduction.Min(sorted(x, axes)), x);
  }

  public static Value prod(Value x, List<Integer> axes) {
    for (int axis : sorted(x, axes)) x = Node.of(new Reduction.Prod(axis), x);
    return x;
  }

  public static Value argMax(Value x, int axis) {
    return Node.of(new ArgReduction(ArgReduction.Extreme.MAX, x.shape().axis(axis)), x);
  }

  public static Value argMin(Value x, int axis) {
    return Node.of(new ArgReduction(ArgReduction.Extreme.MIN, x.shape().axis(axis)), x);
  }

  /// `axes` counted from the front, in order, each once.
  private static List<Integer> sorted(Value x, List<Integer> axes) {
    if (isSorted(axes, x.shape().rank())) return axes;
    return axes.stream().map(x.shape()::axis).sorted().distinct().toList();
  }

  private static boolean isSorted(List<Integer> axes, int rank) {
    int last = -1;
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      if (axis <= last || axis >= rank) return false;
      last = axis;
    }
    return true;
  }

  // Linear algebra and networks

  public static Value matmul(Value a, Value b) {
    return matmul(a, b, false, false);
  }

  /// The product of matrices, or of batches of them whose leading axes stretch to each other. The
  /// matrices of `a` or `b` may be stored transposed.
  public static Value matmul(Value a, Value b, boolean transposeA, boolean transposeB) {
    var op = new MatMul(transposeA, transposeB);
    if (a.shape().rank() < 2 || b.shape().rank() < 2) return Node.of(op, a, b);
    var dtype = DType.promote(a.type().dtype(), b.type().dtype());
    a = cast(a, dtype);
    b = cast(b, dtype);
    if (b.shape().rank() == 2 && a.shape().rank() > 2 && !transposeA) return tallMatmul(a, b, op);
    if (a.shape().rank() == 2 && b.shape().rank() == 2) return Node.of(op, a, b);
    var batch = common(op, batch(a), batch(b));
    return Node.of(op, broadcast(a, matrices(batch, a)), broadcast(b, matrices(batch, b)));
  }

  /// A batch against one matrix is one tall product.
  private static Value tallMatmul(Value a, Value b, MatMul op) {
    var shape = a.shape();
    int rows = Math.toIntExact(batch(a).size() * shape.dim(-2));
    var y = Node.of(op, reshape(a, Shape.of(rows, shape.dim(-1))), b);
    return reshape(y, shape.with(-1, y.shape().dim(1)));
  }

  private static Shape batch(Value x) {
    return x.shape().without(List.of(-2, -1));
  }

  private static Shape matrices(Shape batch, Value x) {
    var dims = java.util.Arrays.copyOf(batch.dims(), batch.rank() + 2);
    dims[batch.rank()] = x.shape().dim(-2);
    dims[batch.rank() + 1] = x.shape().dim(-1);
    return Shape.of(dims);
  }

  public static Value conv2d(Value x, Value k, Window window, int groups) {
    return conv2d(x, k, new Conv2d(window, groups));
  }

  static Value conv2d(Value x, Value k, Conv2d op) {
    return Node.of(op, x, k);
  }

  static Value conv2dInputGrad(Value dy, Value k, Conv2d forward, Shape input) {
    return Node.of(new Conv2d.InputGrad(forward, input), dy, k);
  }

  static Value conv2dKernelGrad(Value dy, Value x, Conv2d forward, Shape kernel) {
    return Node.of(new Conv2d.KernelGrad(forward, kernel), dy, x);
  }

  /// The maxima and where they stood: see [MaxPool2d].
  public static List<Value> maxPool2d(Value x, Window window) {
    return new Node(new MaxPool2d(window), List.of(x)).outputs();
  }

  public static Value avgPool2d(Value x, Window window, boolean countPadding) {
    return Node.of(new AvgPool2d(window, countPadding), x);
  }

  public static Value softmax(Value x, int axis) {
    return Node.of(new Softmax(x.shape().axis(axis)), x);
  }

  public static Value logSoftmax(Value x, int axis) {
    return Node.of(new LogSoftmax(x.shape().axis(axis)), x);
  }

  /// One loss for each row of `logits: [n, classes]`: see [CrossEntropy].
  public static Value crossEntropy(Value logits, Value labels) {
    return Node.of(new CrossEntropy(), logits, labels);
  }

  /// `y`, mean and biased variance: see [BatchNorm].
  public static List<Value> batchNorm(Value x, Value weight, Value bias, double epsilon) {
    return new Node(new BatchNorm(epsilon), List.of(x, weight, bias)).outputs();
  }

  /// The steps of a recurrent network: the states after each step come first. See [Recurrence].
  ///
  /// @param inputs `x`, the states before the first step, the weights
  public static List<Value> recurrence(Recurrence.Kind kind, boolean reverse, List<Value> inputs) {
    return new Node(new Recurrence(kind, reverse), inputs).outputs();
  }

  // Movement

  public static Value reshape(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : Node.of(new Reshape(shape), x);
  }

  public static Value transpose(Value x, List<Integer> axes) {
    var order = axes.stream().map(x.shape()::axis).toList();
    return order.equals(x.shape().axes()) ? x : Node.of(new Transpose(order), x);
  }

  public static Value broadcast(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : Node.of(new Broadcast(shape), x);
  }

  /// `size` elements along `axis` from `start`; the other axes whole.
  public static Value slice(Value x, int axis, int start, int size) {
    int at = x.shape().axis(axis);
    if (start == 0 && size == x.shape().dim(at)) return x;
    var sizes = new ArrayList<>(IntStream.of(x.shape().dims()).boxed().toList());
    sizes.set(at, size);
    return Node.of(new Slice(along(x, at, start, 0), sizes, along(x, at, 1, 1)), x);
  }

  /// `low` times `value` in front of `x` along `axis`, and `high` times behind.
  public static Value pad(Value x, int axis, int low, int high, double value) {
    if (low == 0 && high == 0) return x;
    int at = x.shape().axis(axis);
    return Node.of(
        new Pad(along(x, at, low, 0), along(x, at, high, 0), along(x, at, 0, 0), value), x);
  }

  /// `here` at `axis`, `elsewhere` at all others.
  private static List<Integer> along(Value x, int axis, int here, int elsewhere) {
    var all = new ArrayList<>(Collections.nCopies(x.shape().rank(), elsewhere));
    all.set(axis, here);
    return all;
  }

  public static Value concat(List<Value> xs, int axis) {
    Op.require(!xs.isEmpty(), "concat of nothing");
    var first = xs.getFirst();
    return xs.size() == 1 ? first : new Node(new Concat(first.shape().axis(axis)), xs).output(0);
  }

  public static Value flip(Value x, List<Integer> axes) {
    return axes.isEmpty() ? x : Node.of(new Flip(sorted(x, axes)), x);
  }

  public static Value gather(Value x, Value index, int axis) {
    return Node.of(new Gather(x.shape().axis(axis)), x, index);
  }

  public static Value scatterAdd(Value index, Value updates, int axis, int extent) {
    int rank = updates.shape().rank() - index.shape().rank() + 1;
    return Node.of(new ScatterAdd(axis < 0 ? axis + rank : axis, extent), index, updates);
  }
}
