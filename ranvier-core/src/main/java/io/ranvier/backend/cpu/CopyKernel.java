package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The movements: whatever puts the elements of its inputs elsewhere without looking at them. Each
/// input is copied from a view of itself into a view of the output; what no input covers is filled
/// before.
final class CopyKernel implements Kernel {
  private final String name;
  private final StridedCopy[] copies;
  private final Optional<FillKernel> background;

  private CopyKernel(String name, List<StridedCopy> copies, Optional<FillKernel> background) {
    this.name = name;
    this.copies = copies.toArray(StridedCopy[]::new);
    this.background = background;
  }

  /// The elements of `x`, of which `from` is a view of shape `shape`, to `y` in the layout `to`.
  private static CopyKernel of(Operand y, Shape shape, Layout from, Layout to) {
    var copy = new StridedCopy(shape, y.dtype().byteSize(), from, to);
    return new CopyKernel(copy.describe() + " " + y.type(), List.of(copy), Optional.empty());
  }

  /// `x` in the layout of `y`, which has the same shape.
  static Kernel same(Operand x, Operand y) {
    return of(y, y.shape(), x.layout(), y.layout());
  }

  /// The axes of `x` in the order `axes`.
  static Kernel transposed(Operand x, Operand y, List<Integer> axes) {
    var strides = axes.stream().mapToLong(x.layout()::stride).toArray();
    return of(y, y.shape(), Layout.of(x.layout().offset(), strides), y.layout());
  }

  /// `x` stretched to the shape of `y`.
  static Kernel broadcast(Operand x, Operand y) {
    int added = y.shape().rank() - x.shape().rank();
    var strides = new long[y.shape().rank()];
    for (int i = added; i < strides.length; i++) {
      strides[i] = x.shape().dim(i - added) == 1 ? 0 : x.layout().stride(i - added);
    }
    return of(y, y.shape(), Layout.of(x.layout().offset(), strides), y.layout());
  }

  /// A box of `x`: along each axis from `start`, every `step`-th element.
  static Kernel slice(Operand x, Operand y, List<Integer> start, List<Integer> step) {
    return of(y, y.shape(), within(x.layout(), start, step), y.layout());
  }

  /// The layout of the elements from `start`, every `step`-th, along each axis.
  private static Layout within(Layout layout, List<Integer> start, List<Integer> step) {
    var strides = layout.strides();
    long offset = layout.offset();
    for (int i = 0; i < strides.length; i++) {
      offset += start.get(i) * strides[i];
      strides[i] *= step.get(i);
    }
    return Layout.of(offset, strides);
  }

  /// `x` with `axes` running backwards.
  static Kernel flipped(Operand x, Operand y, List<Integer> axes) {
    if (y.shape().isEmpty()) return same(x, y);
    var strides = x.layout().strides();
    long offset = x.layout().offset();
    for (int axis : axes) {
      offset += (x.shape().dim(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return of(y, y.shape(), Layout.of(offset, strides), y.layout());
  }

  /// `xs` one behind the other along `axis`.
  static Kernel concatenated(List<Operand> xs, Operand y, int axis) {
    long[] start = {y.layout().offset()};
    var copies =
        xs.stream()
            .map(
                x -> {
                  var to = Layout.of(start[0], y.layout().strides());
                  start[0] += x.shape().dim(axis) * y.layout().stride(axis);
                  return new StridedCopy(x.shape(), x.dtype().byteSize(), x.layout(), to);
                })
            .toList();
    return new CopyKernel("concat " + y.type(), copies, Optional.empty());
  }

  /// `x` within `background`, from `low`, with a `gap` between its elements.
  static Kernel padded(
      Operand x, Operand y, List<Integer> low, List<Integer> gap, FillKernel background) {
    var step = gap.stream().map(g -> g + 1).toList();
    var to = within(y.layout(), low, step);
    var copy = new StridedCopy(x.shape(), x.dtype().byteSize(), x.layout(), to);
    return new CopyKernel("pad " + y.type(), List.of(copy), Optional.of(background));
  }

  /// `x` in another shape: in one step where the two shapes have a common refinement that both
  /// layouts can express, else through row-major order.
  static Kernel reshaped(Operand x, Operand y) {
    if (x.shape().equals(y.shape())) return same(x, y);
    var xs = Refinement.of(x.shape(), x.layout(), y.shape());
    var ys = Refinement.of(y.shape(), y.layout(), x.shape());
    if (xs.isPresent() && ys.isPresent()) {
      return of(y, xs.get().shape(), xs.get().layout(), ys.get().layout());
    }
    var line = Operand.rowMajor(x.type());
    return new TwoSteps(same(x, line), same(Operand.rowMajor(y.type()), y), x.type().byteSize());
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var to = Memory.of(outputs[0]);
    if (background.isPresent()) background.get().fill(to);
    for (int i = 0; i < copies.length; i++) copies[i].run(Memory.of(inputs[i]), to);
  }

  @Override
  public String describe() {
    return name;
  }

  /// A tensor in the finest shape into which the boundaries of two shapes cut its elements.
  private record Refinement(Shape shape, Layout layout) {

    /// `shape` cut also where `other`, of as many elements, is cut; nothing if an axis cannot be
    /// cut there.
    static Optional<Refinement> of(Shape shape, Layout layout, Shape other) {
      if (shape.isEmpty()) return Optional.empty();
      var bounds = IntStream.concat(bounds(shape), bounds(other)).distinct().sorted().toArray();
      // extents and strides, the fastest axis first
      var dims = IntStream.builder();
      var strides = new ArrayList<Long>();
      int next = 1;
      long block = 1;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        long stride = layout.stride(axis);
        long end = block * shape.dim(axis);
        while (next < bounds.length && bounds[next] <= end) {
          if (bounds[next] % block != 0) return Optional.empty();
          int dim = Math.toIntExact(bounds[next] / block);
          dims.add(dim);
          strides.add(stride);
          stride *= dim;
          block = bounds[next++];
        }
        if (block != end) return Optional.empty();
      }
      var extents = dims.build().toArray();
      int rank = extents.length;
      return Optional.of(
          new Refinement(
              Shape.of(IntStream.range(0, rank).map(i -> extents[rank - 1 - i]).toArray()),
              Layout.of(
                  layout.offset(),
                  strides.reversed().stream().mapToLong(Long::longValue).toArray())));
    }

    /// The sizes of the blocks that the axes of `shape` make, from one element to all.
    private static IntStream bounds(Shape shape) {
      var sizes = IntStream.builder();
      int size = 1;
      sizes.add(size);
      for (int i = shape.rank() - 1; i >= 0; i--) {
        size = Math.multiplyExact(size, shape.dim(i));
        sizes.add(size);
      }
      return sizes.build();
    }
  }

  /// Two kernels, the second of which reads from the workspace what the first wrote there.
  private record TwoSteps(Kernel first, Kernel second, long workspaceBytes) implements Kernel {
    @Override
    public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
      var between = new Buffer[] {workspace};
      first.run(inputs, between, workspace);
      second.run(between, outputs, workspace);
    }

    @Override
    public String describe() {
      return first.describe() + ", " + second.describe();
    }
  }
}
