package io.ranvier.backend.cpu;

import io.ranvier.backend.Backend;
import io.ranvier.backend.Finish;
import io.ranvier.backend.Fusion;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.op.*;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The processor, used well: float32 on the Vector API, in parallel, and whatever only moves
/// elements for every type. What remains (float64, 64-bit integers, odd windows) goes to the
/// reference backend.
///
/// Where operands come in a layout that a kernel cannot read, they are brought into the one it
/// prefers, in the workspace.
public final class CpuBackend implements Backend {
  private final ReferenceBackend reference = new ReferenceBackend();

  /// All are alike: a backend keeps nothing.
  public CpuBackend() {}

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public boolean takesWhole(Composite op, List<TensorType> inputs) {
    var x = inputs.getFirst();
    boolean fast = x.dtype() == DType.F32 && !x.shape().isEmpty();
    return switch (op) {
      case Softmax _, LogSoftmax _, CrossEntropy _, CrossEntropy.InputGrad _ -> fast;
      case BatchNorm.Moments _ -> fast;
      case BatchNorm _,
          BatchNorm.InputGrad _,
          Gelu _,
          Recurrence _,
          Recurrence.InputGrad _,
          Custom _ ->
          false;
    };
  }

  @Override
  public Preference preference(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    return Preferences.of(op, inputs, outputs);
  }

  @Override
  public boolean fuses(Op op, List<DType> inputs, DType dtype) {
    return Fusions.fuses(op, inputs, dtype);
  }

  @Override
  public boolean fuses(Reduction reduction, TensorType type, List<Integer> order) {
    return Fusions.fuses(reduction, type, order);
  }

  @Override
  public Kernel fuse(Fusion fusion) {
    return Fusions.compile(fusion);
  }

  @Override
  public boolean reads(Op op, List<Operand> inputs, List<Operand> outputs) {
    return direct(op, inputs, outputs).isPresent();
  }

  @Override
  public Kernel lower(Op op, List<Operand> inputs, List<Operand> outputs) {
    return direct(op, inputs, outputs)
        .or(() -> staged(op, inputs, outputs))
        .orElseGet(() -> reference.lower(op, inputs, outputs));
  }

  @Override
  public boolean finishes(Op op, List<Operand> in, Operand y) {
    return switch (op) {
      case Conv2d _ -> convolves(List.of(in.get(0), y), in.get(1));
      case MatMul _ -> multiplies(in, y);
      default -> false;
    };
  }

  @Override
  public Kernel lower(Op op, List<Operand> in, Finish finish) {
    var y = finish.result();
    if (!finishes(op, in, y)) throw new IllegalArgumentException(op.name() + " does not finish");
    return new FinishedKernel((BlockKernel) lower(op, in, List.of(y)), in.size(), finish);
  }

  /// A fast kernel on operands in the preferred layouts, with copies into and out of them.
  private Optional<Kernel> staged(Op op, List<Operand> inputs, List<Operand> outputs) {
    var types = inputs.stream().map(Operand::type).toList();
    var wanted = Preferences.of(op, types, outputs.stream().map(Operand::type).toList());
    var in =
        IntStream.range(0, inputs.size())
            .mapToObj(i -> in(inputs.get(i), wanted.inputs().get(i)))
            .toList();
    var out =
        IntStream.range(0, outputs.size())
            .mapToObj(i -> new Operand(outputs.get(i).type(), wanted.outputs().get(i)))
            .toList();
    return direct(op, in, out).map(kernel -> new StagedKernel(kernel, inputs, in, outputs, out));
  }

  private static Operand in(Operand x, Optional<Layout> wanted) {
    return wanted.map(w -> new Operand(x.type(), w)).orElse(Operand.rowMajor(x.type()));
  }

  /// The fast kernel for operands as they are, if there is one.
  private Optional<Kernel> direct(Op op, List<Operand> in, List<Operand> out) {
    var y = out.getFirst();
    return switch (op) {
      case Elementwise e -> elementwise(e, in, y);
      case Data _ -> throw new IllegalStateException("a leaf is not computed: " + op);
      case Fill(var value, _) -> when(FillKernel.takes(y), () -> new FillKernel(value, y));
      case Iota(_, var axis) -> when(IotaKernel.takes(y), () -> new IotaKernel(y, axis));
      case Random r ->
          when(y.dtype() == DType.F32 && y.isRowMajor(), () -> new RandomKernel(r, in.get(0), y));
      case Reduction r -> reduction(r, in.get(0), y);
      case ArgReduction a ->
          when(
              in.get(0).dtype() == DType.F32
                  && Rows.lies(in.get(0), a.axis())
                  && Rows.lies(y, a.axis()),
              () -> new ArgKernel(a, in.get(0), y));
      case MatMul m -> when(multiplies(in, y), () -> new MatMulKernel(m, in.get(0), in.get(1), y));
      case Detach _ -> Optional.of(CopyKernel.same(in.get(0), y));
      case Reshape _ -> Optional.of(CopyKernel.reshaped(in.get(0), y));
      case Transpose(var axes) -> Optional.of(CopyKernel.transposed(in.get(0), y, axes));
      case Broadcast _ -> Optional.of(CopyKernel.broadcast(in.get(0), y));
      case Slice(var start, _, var stride) ->
          Optional.of(CopyKernel.slice(in.get(0), y, start, stride));
      case Pad(var low, _, var gap, var value) ->
          when(
              FillKernel.takes(y),
              () -> CopyKernel.padded(in.get(0), y, low, gap, new FillKernel(value, y)));
      case Concat(var axis) -> Optional.of(CopyKernel.concatenated(in, y, axis));
      case Flip(var axes) -> Optional.of(CopyKernel.flipped(in.get(0), y, axes));
      case Gather(var axis) ->
          when(
              GatherKernel.takes(in.get(0), in.get(1), y),
              () -> GatherKernel.gather(in.get(0), in.get(1), y, axis));
      case ScatterAdd(var axis, _) ->
          when(
              y.dtype() == DType.F32 && GatherKernel.takes(in.get(0), in.get(1), y),
              () -> GatherKernel.scatterAdd(in.get(0), in.get(1), y, axis));
      case Conv2d c ->
          when(
              convolves(List.of(in.get(0), y), in.get(1)),
              () -> ConvolutionKernel.forward(c, in.get(0), in.get(1), y));
      case Conv2d.InputGrad(var c, _) ->
          when(
              convolves(List.of(in.get(0), y), in.get(1)),
              () -> ConvolutionKernel.inputGrad(c, in.get(0), in.get(1), y));
      case Conv2d.KernelGrad(var c, _) ->
          when(convolves(in, y), () -> ConvolutionKernel.kernelGrad(c, in.get(0), in.get(1), y));
      case MaxPool2d p ->
          when(
              pools(in.get(0), p.window(), in, out),
              () -> PoolKernel.max(p, in.get(0), y, out.get(1)));
      case MaxPool2d.Collect c ->
          when(
              pools(in.get(0), c.window(), in, out),
              () -> PoolKernel.collect(c, in.get(0), in.get(1), y));
      case MaxPool2d.Scatter s ->
          when(pools(y, s.window(), in, out), () -> PoolKernel.scatter(s, in.get(0), in.get(1), y));
      case AvgPool2d p ->
          when(pools(in.get(0), p.window(), in, out), () -> PoolKernel.mean(p, in.get(0), y));
      case AvgPool2d.InputGrad g ->
          when(pools(y, g.forward().window(), in, out), () -> PoolKernel.meanGrad(g, in.get(0), y));
      case Composite c -> composite(c, in, out);
    };
  }

  private static Optional<Kernel> when(boolean fits, Supplier<Kernel> kernel) {
    return fits ? Optional.of(kernel.get()) : Optional.empty();
  }

  private static Optional<Kernel> elementwise(Elementwise op, List<Operand> in, Operand y) {
    var types = in.stream().map(Operand::dtype).toList();
    if (!Fusions.fuses(op, types, y.dtype())) return Optional.empty();
    var arguments = IntStream.range(0, in.size()).boxed().toList();
    var step = new Fusion.Step(op, arguments, y.dtype());
    var output = new Fusion.Output(in.size(), Optional.empty(), y);
    var order = y.layout().order(y.shape());
    return Optional.of(
        Fusions.compile(new Fusion(y.shape(), order, in, List.of(step), List.of(output))));
  }

  private static Optional<Kernel> reduction(Reduction op, Operand x, Operand y) {
    var order = x.layout().order(x.shape());
    if (!Fusions.fuses(op, x.type(), order)) return Optional.empty();
    var output = new Fusion.Output(0, Optional.of(op), y);
    return Optional.of(
        Fusions.compile(new Fusion(x.shape(), order, List.of(x), List.of(), List.of(output))));
  }

  private static boolean multiplies(List<Operand> in, Operand y) {
    return y.dtype() == DType.F32
        && in.stream().allMatch(MatMulKernel::takes)
        && MatMulKernel.gives(y);
  }

  private static boolean convolves(List<Operand> pictures, Operand kernel) {
    return kernel.dtype() == DType.F32
        && !kernel.shape().isEmpty()
        && Rows.lies(kernel, 3)
        && pictures.stream().allMatch(ConvolutionKernel::takes);
  }

  /// Whether the pooling kernels can do it: channels contiguous everywhere, no position without an
  /// element.
  private static boolean pools(
      Operand picture, Window window, List<Operand> in, List<Operand> out) {
    return picture.dtype() == DType.F32
        && new PoolGeometry(window, picture.shape()).seesEverywhere()
        && in.stream().allMatch(PoolKernel::takes)
        && out.stream().allMatch(PoolKernel::takes);
  }

  private static Optional<Kernel> composite(Composite op, List<Operand> in, List<Operand> out) {
    var x = in.getFirst();
    var y = out.getFirst();
    if (x.dtype() != DType.F32 || x.shape().isEmpty()) return Optional.empty();
    return switch (op) {
      case Softmax(var axis) -> softmax(x, y, axis, false);
      case LogSoftmax(var axis) -> softmax(x, y, axis, true);
      case CrossEntropy _ -> when(Rows.lies(x, 1), () -> new CrossEntropyKernel(in, y));
      case CrossEntropy.InputGrad _ ->
          when(Rows.lies(x, 1) && Rows.lies(y, 1), () -> new CrossEntropyKernel(in, y));
      case BatchNorm.Moments _ ->
          out.stream().allMatch(v -> Rows.lies(v, 0)) ? moments(x, out) : Optional.empty();
      case BatchNorm _,
          BatchNorm.InputGrad _,
          Gelu _,
          Recurrence _,
          Recurrence.InputGrad _,
          Custom _ ->
          Optional.empty();
    };
  }

  private static Optional<Kernel> moments(Operand x, List<Operand> out) {
    if (ChannelMatrix.lies(x)) return Optional.of(new MomentsKernel(x, out));
    return when(PlaneMomentsKernel.takes(x), () -> new PlaneMomentsKernel(x, out));
  }

  private static Optional<Kernel> softmax(Operand x, Operand y, int axis, boolean logarithm) {
    return when(
        Rows.lies(x, axis) && Rows.lies(y, axis), () -> new SoftmaxKernel(x, y, axis, logarithm));
  }
}
