package io.ranvier.tensor;

import io.ranvier.autograd.Gradients;
import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Custom;
import io.ranvier.op.Data;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A multi-dimensional array of numbers, computed when somebody looks.
///
/// Operations check shapes at once and compute nothing: they build a graph. [#item], [#toFloats],
/// [#eval] and their like compute what they need of it, as one program. Tensors are immutable, may
/// be used from any thread, and are never closed.
///
/// What a tensor can do is spread over interfaces by theme: [Arithmetic] and [Activations] element
/// by element, [Reductions], [Movement], [Convolutions], [Pooling], [Vision] for what is done to
/// pictures, and [Networks] for the rest that networks are made of.
public final class Tensor
    implements Arithmetic,
        Activations,
        Reductions,
        Movement,
        Networks,
        Convolutions,
        Pooling,
        Vision {
  private final Value value;

  private Tensor(Value value) {
    this.value = value;
  }

  /// The handle on a value of the graph.
  public static Tensor of(Value value) {
    return new Tensor(value);
  }

  /// A `float32` tensor of `data` in row-major order.
  public static Tensor of(Shape shape, float... data) {
    requireSize(shape, data.length);
    return leaf(new TensorType(DType.F32, shape), MemorySegment.ofArray(data));
  }

  /// A `float64` tensor of `data` in row-major order.
  public static Tensor of(Shape shape, double... data) {
    requireSize(shape, data.length);
    return leaf(new TensorType(DType.F64, shape), MemorySegment.ofArray(data));
  }

  /// An `int32` tensor of `data` in row-major order.
  public static Tensor of(Shape shape, int... data) {
    requireSize(shape, data.length);
    return leaf(new TensorType(DType.I32, shape), MemorySegment.ofArray(data));
  }

  /// An `int64` tensor of `data` in row-major order.
  public static Tensor of(Shape shape, long... data) {
    requireSize(shape, data.length);
    return leaf(new TensorType(DType.I64, shape), MemorySegment.ofArray(data));
  }

  /// A `uint8` tensor of `data` in row-major order.
  public static Tensor of(Shape shape, byte... data) {
    requireSize(shape, data.length);
    return leaf(new TensorType(DType.U8, shape), MemorySegment.ofArray(data));
  }

  /// A `bool` tensor of `data` in row-major order.
  public static Tensor of(Shape shape, boolean... data) {
    requireSize(shape, data.length);
    var bytes = new byte[data.length];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (data[i] ? 1 : 0);
    return leaf(new TensorType(DType.BOOL, shape), MemorySegment.ofArray(bytes));
  }

  /// A tensor of `type` whose elements are the bytes of `data`, in row-major order and the byte
  /// order of the machine. The bytes are copied.
  public static Tensor of(TensorType type, MemorySegment data) {
    if (data.byteSize() != type.byteSize()) {
      throw new ShapeException(
          "%s takes %d bytes, got %d".formatted(type, type.byteSize(), data.byteSize()));
    }
    return leaf(type, data);
  }

  /// A `float32` scalar that changes from step to step, such as a learning rate: a leaf, so that
  /// the next value runs the same plan.
  public static Tensor scalar(double x) {
    return of(Shape.SCALAR, (float) x);
  }

  /// `x` everywhere, in `float32`; a constant of the plan.
  public static Tensor fill(double x, int... dims) {
    return fill(x, TensorType.of(DType.F32, dims));
  }

  public static Tensor fill(double x, TensorType type) {
    return of(Ops.fill(x, type));
  }

  public static Tensor zeros(int... dims) {
    return fill(0, dims);
  }

  public static Tensor ones(int... dims) {
    return fill(1, dims);
  }

  /// `0, 1, …, n − 1`
  public static Tensor range(int n, DType dtype) {
    return of(Ops.iota(TensorType.of(dtype, n), 0));
  }

  /// Uniform random numbers in `[0, 1)`: the same key gives the same numbers.
  ///
  /// @param key `i64[2]`: seed and stream
  public static Tensor uniform(Tensor key, TensorType type) {
    return of(Ops.uniform(key.value, type));
  }

  /// Normally distributed random numbers with mean 0 and variance 1: the same key gives the same
  /// numbers.
  ///
  /// @param key `i64[2]`: seed and stream
  public static Tensor normal(Tensor key, TensorType type) {
    return of(Ops.normal(key.value, type));
  }

  /// The key of a stream of random numbers.
  public static Tensor key(long seed, long stream) {
    return of(Shape.of(2), seed, stream);
  }

  /// `parts`, at least one, behind each other along `axis`; their other extents are the same.
  public static Tensor concat(List<Tensor> parts, int axis) {
    return of(Ops.concat(parts.stream().map(Tensor::value).toList(), axis));
  }

  /// The outputs of an operation of your own.
  public static List<Tensor> apply(Custom op, Tensor... inputs) {
    var values = new ArrayList<Value>();
    for (var x : inputs) values.add(x.value);
    return new Node(op, values).outputs().stream().map(Tensor::of).toList();
  }

  static Tensor leaf(TensorType type, MemorySegment data) {
    var block = Memory.allocate(type.byteSize());
    MemorySegment.copy(data, 0, block.buffer().segment(), 0, type.byteSize());
    return of(Node.leaf(new Data(type), Storage.of(block)));
  }

  private static void requireSize(Shape shape, long length) {
    Op.require(shape.size() == length, "%d numbers for shape %s", length, shape);
  }

  @Override
  public Value value() {
    return value;
  }

  public TensorType type() {
    return value.type();
  }

  public DType dtype() {
    return value.type().dtype();
  }

  public Shape shape() {
    return value.shape();
  }

  /// The extent of `axis`; negative axes count from the end.
  public int dim(int axis) {
    return value.shape().dim(axis);
  }

  /// The gradient of this scalar with respect to each of `wrt`: tensors like any other, so they can
  /// be differentiated again. Zeros where this scalar does not depend on one.
  public List<Tensor> gradients(List<Tensor> wrt) {
    var found = Gradients.gradients(value, values(wrt));
    var gradients = new Tensor[found.size()];
    for (int i = 0; i < gradients.length; i++) gradients[i] = of(found.get(i));
    return List.of(gradients);
  }

  /// The gradient of this scalar with respect to `wrt`.
  public Tensor gradient(Tensor wrt) {
    return gradients(List.of(wrt)).getFirst();
  }

  /// The other way to the gradient of this scalar with respect to each of `wrt`: by differences,
  /// two evaluations for each of their numbers. Good to about four digits in `float32` and nine in
  /// `float64`; slow, but independent of every derivative: made to check [#gradients], and to
  /// understand it. What this scalar was computed from must not be forgotten, as there.
  public List<Tensor> numericalGradients(List<Tensor> wrt) {
    return wrt.stream().map(x -> Differences.gradient(this, x)).toList();
  }

  /// Computes `tensors` together, as one program.
  public static void eval(Tensor... tensors) {
    eval(List.of(tensors));
  }

  /// Computes `tensors` together, as one program.
  public static void eval(List<Tensor> tensors) {
    Devices.current().evaluate(values(tensors), List.of());
  }

  static List<Value> values(List<Tensor> tensors) {
    var values = new Value[tensors.size()];
    for (int i = 0; i < values.length; i++) values[i] = tensors.get(i).value;
    return List.of(values);
  }

  /// This tensor, computed.
  public Tensor eval() {
    eval(this);
    return this;
  }

  /// The only number of this tensor.
  public double item() {
    Op.require(shape().size() == 1, "item() wants one element, got %s", type());
    return element(segment(), 0);
  }

  /// The numbers in row-major order, as `float`s.
  public float[] toFloats() {
    if (dtype() == DType.F32) return read(s -> s.toArray(ValueLayout.JAVA_FLOAT));
    var wide = toDoubles();
    var narrow = new float[wide.length];
    for (int i = 0; i < narrow.length; i++) narrow[i] = (float) wide[i];
    return narrow;
  }

  /// The numbers in row-major order, as `double`s.
  public double[] toDoubles() {
    int size = Math.toIntExact(shape().size());
    return read(
        segment -> {
          var all = new double[size];
          for (int i = 0; i < size; i++) all[i] = element(segment, i);
          return all;
        });
  }

  /// The numbers of an `int32` tensor in row-major order.
  public int[] toInts() {
    Op.require(dtype() == DType.I32, "toInts() wants i32, got %s; cast it first", type());
    return read(s -> s.toArray(ValueLayout.JAVA_INT));
  }

  /// The bytes of the elements in row-major order and the byte order of the machine.
  public byte[] toBytes() {
    return read(s -> s.toArray(ValueLayout.JAVA_BYTE));
  }

  private <T> T read(java.util.function.Function<MemorySegment, T> reader) {
    return Devices.current().read(value, reader);
  }

  private MemorySegment segment() {
    return read(s -> MemorySegment.ofArray(s.toArray(ValueLayout.JAVA_BYTE)));
  }

  private double element(MemorySegment from, long i) {
    return switch (dtype()) {
      case F64 -> from.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8 * i);
      case F32 -> from.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
      case F16 -> Float.float16ToFloat(from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i));
      case BF16 -> Float.intBitsToFloat(from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i) << 16);
      case I64 -> from.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * i);
      case I32 -> from.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * i);
      case U8 -> Byte.toUnsignedInt(from.get(ValueLayout.JAVA_BYTE, i));
      case BOOL -> from.get(ValueLayout.JAVA_BYTE, i);
    };
  }

  /// The type, and the numbers if they are few and computed.
  @Override
  public String toString() {
    boolean show = value.source() instanceof Storage s && !s.isSpent() && shape().size() <= 16;
    return show ? type() + " " + java.util.Arrays.toString(toDoubles()) : type().toString();
  }
}
