package io.ranvier.backend.cpu;

import io.ranvier.backend.Fusion;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Cast;
import io.ranvier.op.Compare;
import io.ranvier.op.Fill;
import io.ranvier.op.IsNaN;
import io.ranvier.op.Logic;
import io.ranvier.op.Not;
import io.ranvier.op.Op;
import io.ranvier.op.Reduction;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Random fusions: random shapes and orders, inputs that repeat, have gaps or lie in another order,
/// random steps, outputs with gaps and in place, reductions where they fuse.
final class RandomFusions {
  static final List<Unary> EXACT =
      List.of(
          new Unary.Neg(),
          new Unary.Abs(),
          new Unary.Sign(),
          new Unary.Sqrt(),
          new Unary.Reciprocal(),
          new Unary.Relu(),
          new Unary.Floor(),
          new Unary.Ceil(),
          new Unary.Round());

  static final List<Unary> ROUNDED =
      List.of(
          new Unary.Exp(),
          new Unary.Expm1(),
          new Unary.Log(),
          new Unary.Log1p(),
          new Unary.Rsqrt(),
          new Unary.Sin(),
          new Unary.Cos(),
          new Unary.Atan(),
          new Unary.Tanh(),
          new Unary.Sigmoid(),
          new Unary.Erf());

  static final List<Arithmetic> ARITHMETIC =
      List.of(
          new Arithmetic.Add(),
          new Arithmetic.Sub(),
          new Arithmetic.Mul(),
          new Arithmetic.Div(),
          new Arithmetic.Maximum(),
          new Arithmetic.Minimum());

  private static final List<DType> TYPES = List.of(DType.F32, DType.I32, DType.U8, DType.BOOL);
  private static final float[] SPECIAL = {
    0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0.5f, 1e-40f
  };

  private static final List<Unary> SHORT =
      List.of(
          new Unary.Neg(),
          new Unary.Abs(),
          new Unary.Sqrt(),
          new Unary.Rsqrt(),
          new Unary.Reciprocal(),
          new Unary.Relu());

  private final Random random;
  private final boolean exact;
  private final boolean plain;

  /// @param exact only operations that are rounded exactly
  RandomFusions(long seed, boolean exact) {
    this(seed, exact, false);
  }

  private RandomFusions(long seed, boolean exact, boolean plain) {
    random = new Random(seed);
    this.exact = exact;
    this.plain = plain;
  }

  /// Fusions that are mostly such as [WrittenLoop] takes: dense, of floats and masks, and long.
  static RandomFusions plain(long seed) {
    return new RandomFusions(seed, false, true);
  }

  FusionCase next() {
    var shape = shape();
    var order = order(shape.rank());
    var inputs = new ArrayList<Operand>();
    var types = new ArrayList<DType>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      var type = pick(plain ? List.of(DType.F32, DType.BOOL) : TYPES);
      if (random.nextBoolean()) type = DType.F32;
      inputs.add(new Operand(new TensorType(type, shape), layout(shape, order, true)));
      types.add(type);
    }
    var steps = new ArrayList<Fusion.Step>();
    for (int i = random.nextInt(0, 9); i > 0; i--) {
      var step = step(types, shape);
      steps.add(step);
      types.add(step.dtype());
    }
    var outputs = outputs(shape, order, types);
    var fusion = new Fusion(shape, order, inputs, steps, outputs);
    return new FusionCase(
        fusion, inputs.stream().map(this::data).toList(), shared(inputs, outputs));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Shape shape() {
    if (plain) {
      int inner = random.nextInt(1, 6) << random.nextInt(2, 8);
      return Shape.of(random.nextInt(1, 5), random.nextInt(1, 40), inner);
    }
    int rank = random.nextInt(5);
    int most =
        switch (rank) {
          case 1 -> random.nextInt(8) == 0 ? 70_000 : 300;
          case 2 -> random.nextInt(8) == 0 ? 250 : 40;
          default -> random.nextInt(8) == 0 ? 30 : 9;
        };
    return Shape.of(
        IntStream.range(0, rank)
            .map(
                _ ->
                    random.nextInt(6) == 0
                        ? 1
                        : random.nextInt(random.nextInt(9) == 0 ? 0 : 1, most))
            .toArray());
  }

  private List<Integer> order(int rank) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    if (!plain && random.nextBoolean()) Collections.shuffle(order, random);
    return order;
  }

  /// Dense in the pass's order or in another, sometimes with gaps; inputs may repeat.
  private Layout layout(Shape shape, List<Integer> pass, boolean repeats) {
    var order = random.nextInt(4) == 0 ? order(shape.rank()) : pass;
    long offset = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
    var strides = new long[shape.rank()];
    int kind = random.nextInt(4);
    if (plain && kind == 1) return rows(shape);
    long stride = kind == 1 && random.nextBoolean() ? 2 : 1;
    for (int axis : order.reversed()) {
      boolean repeated = kind == 2 && repeats && random.nextBoolean();
      if (repeated) continue;
      strides[axis] = stride;
      stride *= Math.max(shape.dim(axis), 1);
      if (kind == 1 && random.nextBoolean()) stride += random.nextInt(3);
    }
    return Layout.of(offset, strides);
  }

  /// Rows with a gap behind each.
  private Layout rows(Shape shape) {
    long pitch = (long) shape.dim(2) + random.nextInt(1, 40);
    return Layout.of(random.nextInt(3), pitch * shape.dim(1), pitch, 1);
  }

  private Fusion.Step step(List<DType> types, Shape shape) {
    for (int attempt = 0; ; attempt++) {
      var op = attempt > 50 ? fill(shape) : op(shape);
      var arguments = arguments(op, types);
      if (arguments == null) continue;
      var inputs = arguments.stream().map(types::get).toList();
      var dtype = dtype(op, inputs);
      if (Fusions.fuses(op, inputs, dtype)) return new Fusion.Step(op, arguments, dtype);
    }
  }

  private Op fill(Shape shape) {
    var type = pick(plain ? List.of(DType.F32, DType.BOOL) : TYPES);
    int value =
        switch (type) {
          case BOOL -> random.nextInt(2);
          case U8 -> random.nextInt(256);
          default -> random.nextInt(-2, 4);
        };
    return new Fill(value, new TensorType(type, shape));
  }

  private Op op(Shape shape) {
    if (plain && random.nextBoolean()) return random.nextBoolean() ? pick(SHORT) : pick(ARITHMETIC);
    return switch (random.nextInt(plain ? 6 : 12)) {
      case 0 -> fill(shape);
      case 1 -> new Compare(pick(List.of(Compare.Relation.values())));
      case 2 -> new Logic(pick(List.of(Logic.Connective.values())));
      case 3 -> new Select();
      case 4 -> new Cast(pick(plain ? List.of(DType.F32, DType.BOOL) : TYPES));
      case 5 -> random.nextBoolean() ? new Not() : new IsNaN();
      case 6, 7 -> pick(EXACT);
      case 8 -> exact ? pick(EXACT) : pick(ROUNDED);
      case 9 -> exact ? pick(ARITHMETIC) : new Arithmetic.Pow();
      default -> pick(ARITHMETIC);
    };
  }

  private static DType dtype(Op op, List<DType> inputs) {
    return switch (op) {
      case Fill f -> f.type().dtype();
      case Cast c -> c.dtype();
      case Compare _, Logic _, Not _, IsNaN _ -> DType.BOOL;
      case Select _ -> inputs.get(1);
      default -> inputs.getFirst();
    };
  }

  /// Values before the step whose types fit, or null.
  private @Nullable List<Integer> arguments(Op op, List<DType> types) {
    int first = random.nextInt(types.size());
    var type = types.get(first);
    int second = like(type, types);
    return switch (op) {
      case Fill _ -> List.of();
      case Unary _, Cast _ -> List.of(first);
      case IsNaN _ -> type == DType.F32 ? List.of(first) : null;
      case Not _ -> type == DType.BOOL ? List.of(first) : null;
      case Logic _ -> type == DType.BOOL ? List.of(first, second) : null;
      case Select _ -> {
        if (!types.contains(DType.BOOL)) yield null;
        yield List.of(like(DType.BOOL, types), first, second);
      }
      default -> List.of(first, second);
    };
  }

  private int like(DType type, List<DType> types) {
    var fitting = IntStream.range(0, types.size()).filter(i -> types.get(i) == type).toArray();
    return fitting[random.nextInt(fitting.length)];
  }

  private List<Fusion.Output> outputs(Shape shape, List<Integer> order, List<DType> types) {
    var outputs = new ArrayList<Fusion.Output>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int value = random.nextInt(3) == 0 ? random.nextInt(types.size()) : types.size() - 1;
      var type = new TensorType(types.get(value), shape);
      var reduction = random.nextInt(3) == 0 ? reduction(shape) : Optional.<Reduction>empty();
      if (reduction.isPresent() && !Fusions.fuses(reduction.get(), type, order)) continue;
      var written = reduction.map(r -> type.withShape(shape.reduced(r.axes()))).orElse(type);
      var operand = new Operand(written, layout(written.shape(), order, false));
      outputs.add(new Fusion.Output(value, reduction, operand));
    }
    return outputs;
  }

  private Optional<Reduction> reduction(Shape shape) {
    if (shape.rank() == 0) return Optional.empty();
    var axes = IntStream.range(0, shape.rank()).filter(_ -> random.nextBoolean()).boxed().toList();
    return Optional.of(
        switch (random.nextInt(4)) {
          case 0 -> new Reduction.Max(axes);
          case 1 -> new Reduction.Min(axes);
          case 2 -> new Reduction.Prod(random.nextInt(shape.rank()));
          default -> new Reduction.Sum(axes);
        });
  }

  private MemorySegment data(Operand operand) {
    long extent = operand.shape().isEmpty() ? 0 : FusionCase.extent(operand);
    var buffer = FusionCase.blank(extent * operand.dtype().byteSize());
    for (long i = 0; i < extent; i++) {
      double value =
          switch (operand.dtype()) {
            case F32 ->
                random.nextInt(10) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : random.nextGaussian() * (random.nextInt(10) == 0 ? 1e5 : 3);
            case I32 -> random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(-4, 5);
            case U8 -> random.nextInt(256);
            default -> random.nextInt(2);
          };
      FusionCase.set(buffer, operand.dtype(), i, value);
    }
    return buffer;
  }

  /// Outputs that may take the buffer of an input do so, now and then.
  private List<Integer> shared(List<Operand> inputs, List<Fusion.Output> outputs) {
    var result = new ArrayList<Integer>();
    for (var output : outputs) {
      int taken = -1;
      for (int i = 0; i < inputs.size(); i++) {
        var input = inputs.get(i);
        boolean repeats = input.layout().extent(input.shape()) < input.shape().size();
        boolean fits = input.equals(output.operand()) && output.reduction().isEmpty() && !repeats;
        if (fits && !result.contains(i) && random.nextInt(4) > 0) taken = i;
      }
      result.add(taken);
    }
    return result;
  }
}
