package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.backend.Packed;
import io.ranvier.op.Conv2d;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A convolution of float32 pictures, or one of its gradients. Pictures are channels-last; their
/// pixels may be part of wider ones.
final class ConvolutionKernel implements BlockKernel {

  private enum Result {
    OUTPUT(""),
    INPUT(" input gradient"),
    KERNEL(" kernel gradient");

    private final String text;

    Result(String text) {
      this.text = text;
    }
  }

  private final Convolution convolution;
  private final Result result;
  private final Place first;
  private final Place second;
  private final Place out;

  /// Where an operand begins, and how far its pixels are apart, in elements.
  private record Place(long offset, long pitch) {
    static Place of(Operand x) {
      return new Place(x.layout().offset(), ConvolutionKernel.pitch(x));
    }

    Pixels in(Buffer buffer) {
      return new Pixels(Memory.of(buffer), offset, pitch);
    }
  }

  private ConvolutionKernel(
      Result result, Conv2d op, Shape input, Shape kernel, List<Operand> operands) {
    this.result = result;
    convolution =
        new Convolution(
            input.dim(0),
            input.dim(2),
            input.dim(3),
            input.dim(1),
            kernel.dim(0),
            op.groups(),
            op.window());
    first = Place.of(operands.get(0));
    second = Place.of(operands.get(1));
    out = Place.of(operands.get(2));
  }

  static Kernel forward(Conv2d op, Operand x, Operand k, Operand y) {
    return new ConvolutionKernel(Result.OUTPUT, op, x.shape(), k.shape(), List.of(x, k, y));
  }

  static Kernel inputGrad(Conv2d op, Operand dy, Operand k, Operand dx) {
    return new ConvolutionKernel(Result.INPUT, op, dx.shape(), k.shape(), List.of(dy, k, dx));
  }

  static Kernel kernelGrad(Conv2d op, Operand dy, Operand x, Operand dk) {
    return new ConvolutionKernel(Result.KERNEL, op, x.shape(), dk.shape(), List.of(dy, x, dk));
  }

  /// Whether the channels of `x` are contiguous, and its pixels equally far apart.
  static boolean takes(Operand x) {
    var shape = x.shape();
    if (shape.isEmpty() || shape.dim(1) > 1 && x.layout().stride(1) != 1) return false;
    long expected = pitch(x);
    for (int axis : new int[] {3, 2, 0}) {
      if (shape.dim(axis) > 1 && x.layout().stride(axis) != expected) return false;
      expected *= shape.dim(axis);
    }
    return pitch(x) >= shape.dim(1);
  }

  private static long pitch(Operand x) {
    for (int axis : new int[] {3, 2, 0}) {
      if (x.shape().dim(axis) > 1) return x.layout().stride(axis);
    }
    return x.shape().dim(1);
  }

  @Override
  public void run(Buffer[] inputs, Buffer output, Buffer workspace, Epilogue epilogue) {
    MemorySegment w = Memory.of(workspace);
    switch (result) {
      case OUTPUT -> {
        var x = first.in(inputs[0]);
        var y = out.in(output);
        convolution.forward(x, Memory.of(inputs[1]), second.offset, y, w, epilogue);
      }
      case INPUT -> {
        var dy = first.in(inputs[0]);
        var dx = out.in(output);
        convolution.inputGradient(dy, Memory.of(inputs[1]), second.offset, dx, w);
      }
      case KERNEL -> {
        var dy = first.in(inputs[0]);
        var x = second.in(inputs[1]);
        convolution.kernelGradient(x, dy, Memory.of(output), out.offset, w);
      }
    }
  }

  @Override
  public Optional<Packed> packed() {
    if (result != Result.OUTPUT || !convolution.packs()) return Optional.empty();
    int threads = Parallel.most();
    var bytes =
        new CutKernel.Bytes(
            convolution.packedBytes(),
            convolution.packingBytes(threads),
            convolution.packedWorkspaceBytes(threads));
    return Optional.of(
        CutKernel.of(
            this,
            new KernelForm(convolution.groups(), second),
            bytes,
            (kernel, to, w) -> convolution.pack(kernel, second.offset, to, w),
            (x, packed, y, w, epilogue) ->
                convolution.forwardPacked(first.in(x), packed, out.in(y), w, epilogue)));
  }

  /// What the packed form depends on beside the extents of the kernel.
  private record KernelForm(int groups, Place place) {}

  @Override
  public int columns() {
    return convolution.outputs();
  }

  @Override
  public long workspaceBytes() {
    return convolution.workspaceBytes(Parallel.most());
  }

  @Override
  public String describe() {
    var c = convolution;
    String groups = c.groups() == 1 ? "" : " groups " + c.groups();
    return "conv2d%s %dx%dx%dx%d -> %d %s%s"
        .formatted(
            result.text,
            c.images(),
            c.height(),
            c.width(),
            c.channels(),
            c.outputs(),
            c.window(),
            groups);
  }

  @Override
  public long flops() {
    var c = convolution;
    long pixels = (long) c.images() * c.outputHeight() * c.outputWidth();
    return 2 * pixels * c.outputs() * (c.channels() / c.groups()) * c.window().taps();
  }
}
