package io.ranvier.tensor;

import io.ranvier.op.Op;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is put around a tensor: see [PaddingMode]. Slices, flips and a concatenation, whose
/// gradients fold the border back.
final class Borders {
  private Borders() {}

  /// @param sides before and after along the last axis, then the last but one, and so on
  static Tensor pad(Tensor x, PaddingMode mode, int... sides) {
    requireSides(x, sides);
    if (mode == PaddingMode.ZEROS) return constant(x, 0, sides);
    for (int i = 0; i < sides.length; i += 2) {
      x = along(x, mode, x.shape().rank() - 1 - i / 2, sides[i], sides[i + 1]);
    }
    return x;
  }

  /// The padding of `spans`, which lie along the last axes.
  static Tensor pad(Tensor x, PaddingMode mode, List<Span> spans) {
    var sides = new int[2 * spans.size()];
    for (int i = 0; i < spans.size(); i++) {
      var span = spans.get(spans.size() - 1 - i);
      sides[2 * i] = span.before();
      sides[2 * i + 1] = span.after();
    }
    return pad(x, mode, sides);
  }

  /// `value` around `x`; a negative side cuts.
  static Tensor constant(Tensor x, double value, int... sides) {
    requireSides(x, sides);
    for (int i = 0; i < sides.length; i += 2) {
      int axis = x.shape().rank() - 1 - i / 2;
      int left = x.dim(axis) + Math.min(sides[i], 0) + Math.min(sides[i + 1], 0);
      Op.require(
          left >= 0,
          "pad: %s would cut more than the %d elements of axis %d of %s",
          Arrays.toString(sides),
          x.dim(axis),
          axis,
          x.type());
      x = x.slice(axis, Math.max(-sides[i], 0), left);
      x = x.pad(axis, Math.max(sides[i], 0), Math.max(sides[i + 1], 0), value);
    }
    return x;
  }

  private static Tensor along(Tensor x, PaddingMode mode, int axis, int before, int after) {
    int extent = x.dim(axis);
    int most = mode == PaddingMode.REFLECT ? extent - 1 : extent;
    boolean fits = mode == PaddingMode.REPLICATE ? extent > 0 : Math.max(before, after) <= most;
    Op.require(
        before >= 0 && after >= 0 && fits,
        "pad: %s by %d and %d along axis %d of %s; allowed are 0 to %s",
        mode,
        before,
        after,
        axis,
        x.type(),
        mode == PaddingMode.REPLICATE ? "any" : most);
    var parts = new ArrayList<Tensor>();
    if (before > 0) parts.add(front(x, mode, axis, before));
    parts.add(x);
    if (after > 0) parts.add(back(x, mode, axis, after));
    return Tensor.concat(parts, axis);
  }

  private static Tensor front(Tensor x, PaddingMode mode, int axis, int before) {
    return switch (mode) {
      case ZEROS -> throw new AssertionError(mode);
      case REFLECT -> x.slice(axis, 1, before).flip(axis);
      case REPLICATE -> repeated(x.slice(axis, 0, 1), axis, before);
      case CIRCULAR -> x.slice(axis, x.dim(axis) - before, before);
    };
  }

  private static Tensor back(Tensor x, PaddingMode mode, int axis, int after) {
    int extent = x.dim(axis);
    return switch (mode) {
      case ZEROS -> throw new AssertionError(mode);
      case REFLECT -> x.slice(axis, extent - 1 - after, after).flip(axis);
      case REPLICATE -> repeated(x.slice(axis, extent - 1, 1), axis, after);
      case CIRCULAR -> x.slice(axis, 0, after);
    };
  }

  private static Tensor repeated(Tensor x, int axis, int count) {
    return x.broadcast(x.shape().with(axis, count).dims());
  }

  private static void requireSides(Tensor x, int... sides) {
    Op.require(
        sides.length % 2 == 0 && sides.length <= 2 * x.shape().rank(),
        "pad: %d sides of %s; two for each axis, the last axis first",
        sides.length,
        x.type());
  }
}
