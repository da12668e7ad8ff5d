package io.ranvier.bench.kernel;

import static io.ranvier.type.Window.window;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Fusion;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.graph.Node;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.AvgPool2d;
import io.ranvier.op.BatchNorm;
import io.ranvier.op.Conv2d;
import io.ranvier.op.CrossEntropy;
import io.ranvier.op.Data;
import io.ranvier.op.MatMul;
import io.ranvier.op.MaxPool2d;
import io.ranvier.op.Op;
import io.ranvier.op.Unary;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// One kernel of the CPU backend with buffers to work on: what a plan runs, without the plan.
final class KernelCase {
  private static final CpuBackend BACKEND = new CpuBackend();

  private final Kernel kernel;
  private final Buffer[] inputs;
  private final Buffer[] outputs;
  private final Buffer workspace;
  private final long bytes;

  private KernelCase(Kernel kernel, List<Operand> inputs, List<Operand> outputs) {
    this.kernel = kernel;
    var random = new SplittableRandom(1);
    this.inputs = inputs.stream().map(x -> filled(x, random)).toArray(Buffer[]::new);
    this.outputs = outputs.stream().map(y -> allocate(size(y))).toArray(Buffer[]::new);
    workspace = allocate(kernel.workspaceBytes());
    long sum = 0;
    for (var x : inputs) sum += size(x);
    for (var y : outputs) sum += size(y);
    bytes = sum;
  }

  void run() {
    kernel.run(inputs, outputs, workspace);
  }

  /// Additions and multiplications; 0 where nobody counts them.
  long flops() {
    return kernel.flops();
  }

  /// What must be read and written at least.
  long bytes() {
    return bytes;
  }

  /// The case that is written like this: an operation, and its shape.
  static KernelCase of(String name) {
    var words = name.split(" ");
    var dims = words[words.length - 1].split("x");
    var n = new int[dims.length];
    for (int i = 0; i < n.length; i++) n[i] = Integer.parseInt(dims[i]);
    return switch (name.substring(0, name.length() - words[words.length - 1].length() - 1)) {
      case "gemm" -> gemm(n);
      case "conv 7x7 stride 2" -> conv(n, window(7).stride(2).padding(3), Conv2d.class);
      case "conv 3x3" -> conv(n, window(3).padding(1), Conv2d.class);
      case "conv 3x3 input gradient" -> conv(n, window(3).padding(1), Conv2d.InputGrad.class);
      case "conv 3x3 kernel gradient" -> conv(n, window(3).padding(1), Conv2d.KernelGrad.class);
      case "conv 3x3 stride 2" -> conv(n, window(3).stride(2).padding(1), Conv2d.class);
      case "conv 3x3 stride 2 input gradient" ->
          conv(n, window(3).stride(2).padding(1), Conv2d.InputGrad.class);
      case "conv 3x3 stride 2 kernel gradient" ->
          conv(n, window(3).stride(2).padding(1), Conv2d.KernelGrad.class);
      case "conv 1x1" -> conv(n, window(1), Conv2d.class);
      case "conv 1x1 input gradient" -> conv(n, window(1), Conv2d.InputGrad.class);
      case "conv 1x1 kernel gradient" -> conv(n, window(1), Conv2d.KernelGrad.class);
      case "batch norm moments" -> moments(n);
      case "batch norm scale, shift, relu" -> normalise(n);
      case "max pool 3x3 stride 2" -> maxPool(n, window(3).stride(2).padding(1));
      case "max pool 2x2 stride 2" -> maxPool(n, window(2).stride(2));
      case "avg pool 2x2 stride 2" -> avgPool(n);
      case "cross entropy" -> crossEntropy(n);
      case "add, relu" -> addRelu(n);
      case "sgd with momentum" -> update(n);
      default -> throw new IllegalArgumentException("no kernel is called " + name);
    };
  }

  /// `m`, `n`, `k`
  private static KernelCase gemm(int... n) {
    return lowered(MatMul.class, input(n[0], n[2]).matmul(input(n[2], n[1])));
  }

  /// Pictures, height and width, channels in and out.
  private static KernelCase conv(int[] n, Window window, Class<? extends Op> wanted) {
    var x = input(n[0], n[3], n[1], n[2]);
    var k = input(n[4], n[3], window.height().size(), window.width().size());
    var y = x.conv2d(k, window);
    var gradients = y.mul(input(y.shape().dims())).sum().gradients(List.of(x, k));
    return lowered(wanted, y, gradients.get(0), gradients.get(1));
  }

  private static KernelCase moments(int... n) {
    var moments = new Node(new BatchNorm.Moments(), List.of(pictures(n).value()));
    return lowered(BatchNorm.Moments.class, Tensor.of(moments.output(0)));
  }

  /// `max(x · scale + shift, 0)`, channel by channel.
  private static KernelCase normalise(int... n) {
    var x = pictures(n).type();
    var full = new Operand(x, Layout.channelsLast(x.shape()));
    var byChannel = new Operand(x, Layout.of(0, 0, 1, 0, 0));
    var steps =
        List.of(
            step(new Arithmetic.Mul(), 0, 1),
            step(new Arithmetic.Add(), 3, 2),
            step(new Unary.Relu(), 4));
    return fused(List.of(full, byChannel, byChannel), steps, List.of(5));
  }

  private static KernelCase maxPool(int[] n, Window window) {
    return lowered(MaxPool2d.class, pictures(n).maxPool2d(window));
  }

  private static KernelCase avgPool(int... n) {
    return lowered(AvgPool2d.class, pictures(n).avgPool2d(2));
  }

  private static KernelCase crossEntropy(int... n) {
    var labels = Tensor.of(Node.of(new Data(TensorType.of(DType.I32, n[0]))));
    return lowered(CrossEntropy.class, input(n[0], n[1]).crossEntropy(labels));
  }

  /// `max(a + b, 0)`
  private static KernelCase addRelu(int... n) {
    var full = Operand.rowMajor(TensorType.of(DType.F32, n));
    var steps = List.of(step(new Arithmetic.Add(), 0, 1), step(new Unary.Relu(), 2));
    return fused(List.of(full, full), steps, List.of(3));
  }

  /// Weight, velocity and gradient; momentum and rate are single numbers, leaves of a plan.
  private static KernelCase update(int... n) {
    var full = Operand.rowMajor(TensorType.of(DType.F32, n));
    var single = new Operand(full.type(), Layout.of(0, new long[n.length]));
    var steps =
        List.of(
            step(new Arithmetic.Mul(), 1, 3),
            step(new Arithmetic.Add(), 5, 2),
            step(new Arithmetic.Mul(), 6, 4),
            step(new Arithmetic.Sub(), 0, 7));
    return fused(List.of(full, full, full, single, single), steps, List.of(6, 8));
  }

  private static Fusion.Step step(Op op, Integer... arguments) {
    return new Fusion.Step(op, List.of(arguments), DType.F32);
  }

  /// One pass in the order of the first input; each of `outputs` is laid out like it.
  private static KernelCase fused(
      List<Operand> inputs, List<Fusion.Step> steps, List<Integer> outputs) {
    var like = inputs.getFirst();
    var written = outputs.stream().map(v -> new Fusion.Output(v, Optional.empty(), like)).toList();
    var order = like.layout().order(like.shape());
    var fusion = new Fusion(like.shape(), order, inputs, steps, written);
    return new KernelCase(BACKEND.fuse(fusion), inputs, outputs.stream().map(_ -> like).toList());
  }

  /// The kernel for the first `wanted` on the way to `results`, in the layouts that the backend
  /// prefers; pictures that may lie as they like are channels-last, as the planner has them.
  private static KernelCase lowered(Class<? extends Op> wanted, Tensor... results) {
    var roots = List.of(results).stream().map(Tensor::value).toList();
    for (var node : Node.order(roots, _ -> false)) {
      if (!wanted.isInstance(node.op())) continue;
      var op = wanted.cast(node.op());
      var reads = node.inputs().stream().map(x -> x.type()).toList();
      var writes = node.outputs().stream().map(y -> y.type()).toList();
      var preference = BACKEND.preference(op, reads, writes);
      var inputs = new ArrayList<Operand>();
      for (int i = 0; i < reads.size(); i++) {
        var type = reads.get(i);
        inputs.add(new Operand(type, preference.inputs().get(i).orElse(usual(type.shape()))));
      }
      var outputs = new ArrayList<Operand>();
      for (int i = 0; i < writes.size(); i++) {
        outputs.add(new Operand(writes.get(i), preference.outputs().get(i)));
      }
      return new KernelCase(BACKEND.lower(op, inputs, outputs), inputs, outputs);
    }
    throw new IllegalArgumentException(wanted + " is not in the graph");
  }

  private static Layout usual(Shape shape) {
    return shape.rank() == 4 ? Layout.channelsLast(shape) : Layout.rowMajor(shape);
  }

  private static Tensor input(int... dims) {
    return Tensor.of(Node.of(new Data(TensorType.of(DType.F32, dims))));
  }

  private static Tensor pictures(int... n) {
    return input(n[0], n[3], n[1], n[2]);
  }

  private static long size(Operand operand) {
    return operand.layout().extent(operand.shape()) * operand.dtype().byteSize();
  }

  private static HostBuffer allocate(long bytes) {
    return new HostBuffer(Arena.ofAuto().allocate(Math.max(bytes, 64), 64));
  }

  /// Numbers in `[0, 1)`, and labels that are all 0.
  private static HostBuffer filled(Operand operand, SplittableRandom random) {
    var buffer = allocate(size(operand));
    MemorySegment segment = buffer.segment();
    if (operand.dtype() == DType.F32) {
      for (long at = 0; at + 4 <= segment.byteSize(); at += 4)
        segment.set(ValueLayout.JAVA_FLOAT, at, (float) random.nextDouble());
    }
    return buffer;
  }
}
