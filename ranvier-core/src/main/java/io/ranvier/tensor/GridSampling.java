package io.ranvier.tensor;

import io.ranvier.op.Op;
import io.ranvier.type.DType;
import io.ranvier.type.Interpolation;
import io.ranvier.type.Interpolation.Kind;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Pictures read at places that are numbers themselves: the taps around each place are gathered,
/// weighed and added.
///
/// @param kernel nearest, linear, or (for pictures) cubic
/// @param border what is read beyond the border
record GridSampling(Interpolation kernel, PaddingMode border) {

  GridSampling {
    Op.require(
        !kernel.antialias() && kernel.kind() != Kind.AREA && kernel.kind() != Kind.NEAREST_EXACT,
        "gridSample: interpolation is %s; allowed are NEAREST, LINEAR and CUBIC without"
            + " antialiasing",
        kernel);
    Op.require(
        border != PaddingMode.CIRCULAR,
        "gridSample: border is CIRCULAR; allowed are ZEROS, REPLICATE and REFLECT");
  }

  /// What is read at one tap: for each axis the place (a whole number) and its weight.
  private record Tap(List<Tensor> places, List<Tensor> weights) {
    Tap and(Tensor place, Tensor weight) {
      var p = new ArrayList<>(places);
      var w = new ArrayList<>(weights);
      p.add(place);
      w.add(weight);
      return new Tap(p, w);
    }
  }

  Tensor sample(Tensor x, Tensor grid) {
    int axes = x.shape().rank() - 2;
    boolean fits =
        (axes == 2 || axes == 3)
            && grid.shape().rank() == axes + 2
            && grid.dim(-1) == axes
            && grid.dim(0) == x.dim(0)
            && (axes == 2 || kernel.kind() != Kind.CUBIC);
    Op.require(
        fits,
        "gridSample wants x: [n, c, h, w] and grid: [n, h′, w′, 2], or one axis more (not CUBIC),"
            + " got %s and %s",
        x.type(),
        grid.type());
    var taps = List.of(new Tap(List.of(), List.of()));
    for (int axis = 0; axis < axes; axis++) {
      // The last number of a place is that of the first axis.
      var at = position(grid.slice(-1, axes - 1 - axis, 1).squeeze(-1), x.dim(axis + 2));
      var next = new ArrayList<Tap>();
      for (var tap : taps) next.addAll(along(tap, at, x.dim(axis + 2)));
      taps = next;
    }
    return read(x, taps);
  }

  /// From −1…1 to 0…`extent − 1`.
  private Tensor position(Tensor place, int extent) {
    var at =
        kernel.alignCorners()
            ? place.add(1).mul((extent - 1) / 2.0)
            : place.add(1).mul(extent / 2.0).sub(0.5);
    return kernel.kind() == Kind.CUBIC ? at : bordered(at, extent);
  }

  /// Where a place beyond the border is read.
  private Tensor bordered(Tensor at, int extent) {
    return switch (border) {
      case ZEROS, CIRCULAR -> at;
      case REPLICATE -> at.clip(0, extent - 1);
      case REFLECT -> reflected(at, extent).clip(0, extent - 1);
    };
  }

  /// Folded at the outermost elements, or at their outer edges.
  private Tensor reflected(Tensor at, int extent) {
    double low = kernel.alignCorners() ? 0 : -0.5;
    double span = kernel.alignCorners() ? extent - 1 : extent;
    if (span == 0) return at.mul(0);
    var distance = at.sub(low).abs();
    var turns = distance.div(span).floor();
    var rest = distance.sub(turns.mul(span));
    var even = turns.sub(turns.mul(0.5).floor().mul(2)).less(0.5);
    return even.select(rest, rest.neg().add(span)).add(low);
  }

  private List<Tap> along(Tap tap, Tensor at, int extent) {
    if (kernel.kind() == Kind.NEAREST)
      return List.of(tap.and(at.round(), inside(at.round(), extent)));
    boolean cubic = kernel.kind() == Kind.CUBIC;
    var left = at.floor();
    var t = at.sub(left);
    var taps = new ArrayList<Tap>();
    for (int i = cubic ? -1 : 0; i <= (cubic ? 2 : 1); i++) {
      var place = left.add(i);
      if (cubic) place = bordered(place, extent);
      var weight = cubic ? keys(t, i) : i == 0 ? t.neg().add(1) : t;
      taps.add(tap.and(place, weight.mul(inside(place, extent))));
    }
    return taps;
  }

  /// 1 where there is such an element, else 0.
  private static Tensor inside(Tensor place, int extent) {
    var in = place.less(extent - 0.5).and(place.greater(-0.5));
    return in.cast(place.dtype());
  }

  /// Keys' kernel with `a = −¾` at the distance `t − i`, for `t` in `[0, 1)`.
  private static Tensor keys(Tensor t, int i) {
    double a = -0.75;
    var d = i > 0 ? t.neg().add(i) : t.sub(i);
    if (i == 0 || i == 1) return d.mul(a + 2).sub(a + 3).mul(d).mul(d).add(1);
    return d.sub(5).mul(d).add(8).mul(d).mul(a).sub(4 * a);
  }

  private static Tensor read(Tensor x, List<Tap> taps) {
    int n = x.dim(0);
    int channels = x.dim(1);
    int axes = x.shape().rank() - 2;
    var order = new int[axes + 2];
    for (int i = 0; i < axes; i++) order[i + 1] = i + 2;
    order[axes + 1] = 1;
    var pixels = x.transpose(order).reshape(-1, channels);
    Tensor sum = null;
    for (var tap : taps) {
      var index = pictures(n, axes);
      for (int i = 0; i < axes; i++) {
        int extent = x.dim(i + 2);
        // Clipped, so that what counts nothing is read at some place that there is.
        var place = tap.places().get(i).detach().clip(0, extent - 1).cast(DType.I32);
        index = index.mul(extent).add(place);
      }
      var weight = tap.weights().getFirst();
      for (int i = 1; i < axes; i++) weight = weight.mul(tap.weights().get(i));
      var part = pixels.gather(0, index).mul(weight.unsqueeze(-1));
      sum = sum == null ? part : sum.add(part);
    }
    var back = new int[axes + 2];
    for (int i = 0; i < axes; i++) back[i + 2] = i + 1;
    back[1] = axes + 1;
    return java.util.Objects.requireNonNull(sum).transpose(back);
  }

  private static Tensor pictures(int n, int axes) {
    var dims = new int[axes + 1];
    Arrays.fill(dims, 1);
    dims[0] = n;
    return Tensor.range(n, DType.I32).reshape(dims);
  }

  /// The places that `theta: [n, k, k + 1]` takes each element of a picture of the extents `size`
  /// to: `[n, size…, k]`.
  static Tensor affineGrid(Tensor theta, boolean alignCorners, int... size) {
    int axes = size.length;
    boolean fits = theta.shape().rank() == 3 && theta.dim(1) == axes && theta.dim(2) == axes + 1;
    Op.require(
        fits && (axes == 2 || axes == 3) && Arrays.stream(size).allMatch(s -> s >= 1),
        "affineGrid wants theta: [n, k, k + 1] and k extents from 1 on, k 2 or 3, got %s and %s",
        theta.type(),
        Arrays.toString(size));
    int count = Math.toIntExact(Shape.of(size).size());
    var base = new double[count * (axes + 1)];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int axis = axes - 1; axis >= 0; axis--) {
        int extent = size[axis];
        int place = rest % extent;
        rest /= extent;
        double scale = alignCorners ? (extent == 1 ? 0 : 2.0 / (extent - 1)) : 2.0 / extent;
        double start = alignCorners ? (extent == 1 ? 0 : -1) : 1.0 / extent - 1;
        base[i * (axes + 1) + axes - 1 - axis] = start + scale * place;
      }
      base[i * (axes + 1) + axes] = 1;
    }
    var places = Resampling.constant(Shape.of(count, axes + 1), base, theta.dtype());
    var dims = new int[axes + 2];
    dims[0] = theta.dim(0);
    System.arraycopy(size, 0, dims, 1, axes);
    dims[axes + 1] = axes;
    return places.matmul(theta.transpose(0, 2, 1)).reshape(dims);
  }
}
