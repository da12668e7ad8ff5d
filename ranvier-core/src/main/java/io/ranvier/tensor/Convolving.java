package io.ranvier.tensor;

import io.ranvier.autograd.Gradients;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.Span;
import io.ranvier.type.Volume;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Convolutions of signals and volumes by those of pictures, and the transposed ones by the
/// gradient.
final class Convolving {
  private Convolving() {}

  /// A signal is a picture of one row.
  static Tensor conv1d(Tensor x, Tensor kernel, Span span, int groups) {
    requireRank("conv1d", x, kernel, 3);
    var y = x.unsqueeze(2).conv2d(kernel.unsqueeze(2), new Window(Span.span(1), span), groups);
    return y.squeeze(2);
  }

  /// The planes that a window sees along the depth become channels, each channel's behind each
  /// other, so that groups stay runs; what is left is a convolution of pictures.
  static Tensor conv3d(Tensor x, Tensor kernel, Volume volume, int groups) {
    requireRank("conv3d", x, kernel, 5);
    Op.require(
        kernel.dim(2) == volume.depth().size(),
        "conv3d: depth %d of window, but the kernel is %s",
        volume.depth().size(),
        kernel.type());
    int depth = volume.depth().positions(x.dim(2));
    int channels = x.dim(1) * kernel.dim(2);
    var planes =
        Tensor.concat(
                taps(x, List.of(volume.depth())).stream().map(t -> t.unsqueeze(2)).toList(), 2)
            .transpose(0, 3, 1, 2, 4, 5)
            .reshape(x.dim(0) * depth, channels, x.dim(3), x.dim(4));
    var k =
        kernel.reshape(kernel.dim(0), kernel.dim(1) * kernel.dim(2), kernel.dim(3), kernel.dim(4));
    var y = planes.conv2d(k, volume.plane(), groups);
    return y.reshape(x.dim(0), depth, y.dim(1), y.dim(2), y.dim(3)).transpose(0, 2, 1, 3, 4);
  }

  /// What each tap of a window over the axes from 2 on sees, as tensors of the shape of its
  /// positions, in row-major order of the taps. Padding is zeros.
  static List<Tensor> taps(Tensor x, List<Span> spans) {
    var padded = x;
    for (int i = 0; i < spans.size(); i++) {
      padded = padded.pad(i + 2, spans.get(i).before(), spans.get(i).after(), 0);
    }
    var seen = List.of(padded);
    for (int i = 0; i < spans.size(); i++) {
      var next = new ArrayList<Tensor>();
      for (var part : seen) next.addAll(along(part, i + 2, spans.get(i), x.dim(i + 2)));
      seen = next;
    }
    return seen;
  }

  private static List<Tensor> along(Tensor padded, int axis, Span span, int extent) {
    int rank = padded.shape().rank();
    int positions = span.positions(extent);
    var parts = new ArrayList<Tensor>();
    for (int tap = 0; tap < span.size(); tap++) {
      var start = new ArrayList<>(java.util.Collections.nCopies(rank, 0));
      var stride = new ArrayList<>(java.util.Collections.nCopies(rank, 1));
      start.set(axis, tap * span.dilation());
      stride.set(axis, span.stride());
      var size = padded.shape().with(axis, positions).dims();
      parts.add(padded.slice(start, java.util.stream.IntStream.of(size).boxed().toList(), stride));
    }
    return parts;
  }

  /// One axis of a transposed convolution: the window of the convolution that it transposes, the
  /// extent of that one's input, and zeros which follow because no tap reaches them.
  private record Side(Span span, int extent, int zeros) {
    static Side of(Span span, int positions, int outputPadding) {
      Op.require(
          outputPadding >= 0 && outputPadding < Math.max(span.stride(), span.dilation()),
          "convTranspose: output padding is %d, and must be at least 0 and below stride %d or"
              + " dilation %d",
          outputPadding,
          span.stride(),
          span.dilation());
      // As much as the padding behind has cut off is shown again; but only where the window would
      // otherwise take one more position.
      int shown = outputPadding < span.stride() ? 0 : Math.min(outputPadding, span.after());
      int behind = Math.min(outputPadding - shown, span.stride() - 1);
      var open = span.padding(span.before(), span.after() - shown);
      long extent =
          (positions - 1L) * span.stride() + span.extent() - open.before() - open.after() + behind;
      Op.require(
          extent > 0,
          "convTranspose: padding %d and %d leaves nothing of %d positions",
          span.before(),
          span.after(),
          positions);
      return new Side(open, Math.toIntExact(extent), outputPadding - shown - behind);
    }
  }

  static Tensor transpose1d(
      Tensor x, Tensor kernel, Span span, List<Integer> outputPadding, int groups) {
    requireRank("convTranspose1d", x, kernel, 3);
    var sides = sides(x, kernel, List.of(span), outputPadding, groups);
    var window = sides.getFirst().span();
    return transposed(x, kernel, sides, groups, y -> y.conv1d(kernel, window, groups));
  }

  static Tensor transpose2d(
      Tensor x, Tensor kernel, Window window, List<Integer> outputPadding, int groups) {
    requireRank("convTranspose2d", x, kernel, 4);
    var sides = sides(x, kernel, window.spans(), outputPadding, groups);
    var open = new Window(sides.get(0).span(), sides.get(1).span());
    return transposed(x, kernel, sides, groups, y -> y.conv2d(kernel, open, groups));
  }

  static Tensor transpose3d(
      Tensor x, Tensor kernel, Volume volume, List<Integer> outputPadding, int groups) {
    requireRank("convTranspose3d", x, kernel, 5);
    var sides = sides(x, kernel, volume.spans(), outputPadding, groups);
    var plane = new Window(sides.get(1).span(), sides.get(2).span());
    var open = new Volume(sides.get(0).span(), plane);
    return transposed(x, kernel, sides, groups, y -> y.conv3d(kernel, open, groups));
  }

  private static List<Side> sides(
      Tensor x, Tensor kernel, List<Span> spans, List<Integer> outputPadding, int groups) {
    Op.require(
        groups >= 1 && x.dim(1) == kernel.dim(0) && x.dim(1) % groups == 0,
        "convTranspose: %d groups of x %s with kernel %s; the kernel is [in, out / groups, …], and"
            + " groups divide in",
        groups,
        x.type(),
        kernel.type());
    Op.require(
        outputPadding.size() == spans.size(),
        "convTranspose: output padding is %s, and must be %d numbers",
        outputPadding,
        spans.size());
    var sides = new ArrayList<Side>();
    for (int i = 0; i < spans.size(); i++) {
      sides.add(Side.of(spans.get(i), x.dim(i + 2), outputPadding.get(i)));
    }
    return sides;
  }

  /// The gradient of a convolution with respect to its input, in which it is linear: so where it is
  /// taken does not matter.
  private static Tensor transposed(
      Tensor x, Tensor kernel, List<Side> sides, int groups, UnaryOperator<Tensor> convolution) {
    var dims = x.shape().dims();
    dims[1] = kernel.dim(1) * groups;
    var zeros = new int[2 * sides.size()];
    for (int i = 0; i < sides.size(); i++) {
      dims[i + 2] = sides.get(i).extent();
      zeros[2 * (sides.size() - 1 - i) + 1] = sides.get(i).zeros();
    }
    var input = Ops.fill(0, x.type().withShape(Shape.of(dims)));
    var output = convolution.apply(Tensor.of(input)).value();
    var y = Gradients.pullBack(List.of(output), List.of(x.value()), List.of(input)).getFirst();
    return Tensor.of(y).pad(PaddingMode.ZEROS, zeros);
  }

  private static void requireRank(String name, Tensor x, Tensor kernel, int rank) {
    Op.require(
        x.shape().rank() == rank && kernel.shape().rank() == rank,
        "%s wants tensors of rank %d, got %s and %s",
        name,
        rank,
        x.type(),
        kernel.type());
  }
}
