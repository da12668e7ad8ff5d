package io.ranvier.backend.reference;

import static io.ranvier.backend.reference.Loop.once;
import static io.ranvier.backend.reference.Loop.wide;
import static io.ranvier.backend.reference.Pointwise.map;
import static io.ranvier.backend.reference.Pointwise.masks;
import static io.ranvier.backend.reference.Pointwise.zip;

import io.ranvier.backend.Backend;
import io.ranvier.backend.Fusion;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.op.*;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;

/// Slow, obvious and complete: the meaning of every operation, for every element type, in whatever
/// layouts its operands come. Fast backends are tested against it and fall back on it.
///
/// Floating point is computed in double precision and rounded once, to the type of the output;
/// integers are computed in 64 bits and wrap.
public final class ReferenceBackend implements Backend {

  /// All are alike: a backend keeps nothing.
  public ReferenceBackend() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean takesWhole(Composite op, List<TensorType> inputs) {
    return false;
  }

  @Override
  public Preference preference(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    return Preference.anyToRowMajor(inputs, outputs);
  }

  @Override
  public boolean fuses(Op op, List<DType> inputs, DType dtype) {
    return false;
  }

  @Override
  public boolean fuses(Reduction reduction, TensorType type, List<Integer> order) {
    return false;
  }

  @Override
  public Kernel fuse(Fusion fusion) {
    throw new IllegalStateException("the reference backend fuses nothing");
  }

  @Override
  public Kernel lower(Op op, List<Operand> inputs, List<Operand> outputs) {
    return new LoopKernel(op, List.copyOf(inputs), List.copyOf(outputs), loop(op));
  }

  private static Loop loop(Op op) {
    return switch (op) {
      case Elementwise e -> elementwise(e);
      case Data _ -> throw new IllegalStateException("a leaf is not computed: " + op);
      case Detach _ -> once((in, y) -> Movement.copy(in[0], y));
      case Fill(var value, _) -> once((_, y) -> y.fill(value));
      case Iota(_, var axis) -> once((_, y) -> Generators.iota(y, axis));
      case Random r -> once((in, y) -> Generators.random(in[0], y, r));
      case Reduction.Sum _ -> Reductions.sum();
      case Reduction.Prod _ -> Reductions.prod();
      case Reduction.Max _ -> Reductions.max();
      case Reduction.Min _ -> Reductions.min();
      case ArgReduction(var extreme, var axis) ->
          once((in, y) -> Reductions.arg(in[0], y, extreme, axis));
      case MatMul m -> once((in, y) -> Products.matmul(in[0], in[1], y, m));
      case Reshape _ -> once((in, y) -> Movement.copy(in[0], y));
      case Transpose(var axes) -> once((in, y) -> Movement.transpose(in[0], y, axes));
      case Broadcast _ -> once((in, y) -> Movement.broadcast(in[0], y));
      case Slice s -> once((in, y) -> Movement.slice(in[0], y, s));
      case Pad p -> once((in, y) -> Movement.pad(in[0], y, p));
      case Concat(var axis) -> once((in, y) -> Movement.concat(in, y, axis));
      case Flip(var axes) -> once((in, y) -> Movement.flip(in[0], y, axes));
      case Gather g -> once((in, y) -> Indexing.gather(in[0], in[1], y, g));
      case ScatterAdd s -> wide((in, y) -> Indexing.scatterAdd(in[0], in[1], y, s));
      case Conv2d c -> wide((in, y) -> Products.conv2d(in[0], in[1], y, c));
      case Conv2d.InputGrad(var c, _) -> wide((in, y) -> Products.inputGrad(in[0], in[1], y, c));
      case Conv2d.KernelGrad(var c, _) -> wide((in, y) -> Products.kernelGrad(in[0], in[1], y, c));
      case MaxPool2d m -> new Loop((in, out) -> Pooling.max(in[0], out[0], out[1], m), false);
      case MaxPool2d.Collect c -> once((in, y) -> Pooling.collect(in[0], in[1], y, c));
      case MaxPool2d.Scatter s -> wide((in, y) -> Pooling.scatter(in[0], in[1], y, s));
      case AvgPool2d a -> once((in, y) -> Pooling.mean(in[0], y, a));
      case AvgPool2d.InputGrad(var a, _) -> wide((in, y) -> Pooling.meanGrad(in[0], y, a));
      case Composite _ ->
          throw new IllegalStateException(op + " is not one kernel here, but its decomposition");
    };
  }

  private static Loop elementwise(Elementwise op) {
    return switch (op) {
      case Unary u -> unary(u);
      case Arithmetic.Add _ -> zip((a, b) -> a + b, (a, b) -> a + b);
      case Arithmetic.Sub _ -> zip((a, b) -> a - b, (a, b) -> a - b);
      case Arithmetic.Mul _ -> zip((a, b) -> a * b, (a, b) -> a * b);
      case Arithmetic.Div _ -> zip((a, b) -> a / b, Pointwise::divide);
      case Arithmetic.Pow _ -> zip(Math::pow, Pointwise::power);
      case Arithmetic.Maximum _ -> zip(Math::max, Math::max);
      case Arithmetic.Minimum _ -> zip(Math::min, Math::min);
      case Compare(var relation) -> Pointwise.compare(relation);
      case Logic(var connective) ->
          switch (connective) {
            case AND -> masks((a, b) -> a & b);
            case OR -> masks((a, b) -> a | b);
            case XOR -> masks((a, b) -> a ^ b);
          };
      case Select _ -> once(Pointwise::select);
      case Cast _ -> once((in, y) -> Movement.copy(in[0], y));
      case Not _ -> masks(x -> 1 - x);
      case IsNaN _ -> map(x -> Double.isNaN(x) ? 1 : 0);
    };
  }

  private static Loop unary(Unary op) {
    return switch (op) {
      case Unary.Neg _ -> map(x -> -x, x -> -x);
      case Unary.Abs _ -> map(Math::abs, Math::abs);
      case Unary.Sign _ -> map(Math::signum, Long::signum);
      case Unary.Relu _ -> map(x -> Math.max(x, 0), x -> Math.max(x, 0));
      case Unary.Exp _ -> map(Math::exp);
      case Unary.Expm1 _ -> map(Math::expm1);
      case Unary.Log _ -> map(Math::log);
      case Unary.Log1p _ -> map(Math::log1p);
      case Unary.Sqrt _ -> map(Math::sqrt);
      case Unary.Rsqrt _ -> map(x -> 1 / Math.sqrt(x));
      case Unary.Reciprocal _ -> map(x -> 1 / x);
      case Unary.Sin _ -> map(Math::sin);
      case Unary.Cos _ -> map(Math::cos);
      case Unary.Atan _ -> map(Math::atan);
      case Unary.Tanh _ -> map(Math::tanh);
      case Unary.Sigmoid _ -> map(Functions::sigmoid);
      case Unary.Erf _ -> map(Functions::erf);
      case Unary.Floor _ -> map(Math::floor);
      case Unary.Ceil _ -> map(Math::ceil);
      case Unary.Round _ -> map(Math::rint);
    };
  }
}
