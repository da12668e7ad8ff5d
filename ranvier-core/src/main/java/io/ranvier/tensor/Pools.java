package io.ranvier.tensor;

import io.ranvier.graph.Node;
import io.ranvier.op.MaxPool2d;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.Span;
import io.ranvier.type.Taps;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Pooling of signals, pictures and volumes by that of pictures: a signal is a picture of one row,
/// a volume is pooled plane by plane, then along its depth.
final class Pools {
  private static final Span ONE = Span.span(1);

  private Pools() {}

  /// The spans, each with the padding that its axis of `x` takes in ceil mode.
  private static List<Span> fitted(String name, Tensor x, List<Span> spans, boolean ceilMode) {
    Op.require(
        x.shape().rank() == spans.size() + 2,
        "%s wants x of rank %d, got %s",
        name,
        spans.size() + 2,
        x.type());
    if (!ceilMode) return spans;
    return IntStream.range(0, spans.size()).mapToObj(i -> spans.get(i).ceil(x.dim(i + 2))).toList();
  }

  /// The maxima, and where they stood in their signal, plane or volume.
  static List<Tensor> max(Tensor x, List<Span> spans, boolean ceilMode) {
    var fitted = fitted("maxPool", x, spans, ceilMode);
    return switch (fitted.size()) {
      case 1 ->
          max(x.unsqueeze(2), new Window(ONE, fitted.get(0))).stream()
              .map(y -> y.squeeze(2))
              .toList();
      case 2 -> max(x, new Window(fitted.get(0), fitted.get(1)));
      default -> max3d(x, fitted);
    };
  }

  private static List<Tensor> max(Tensor x, Window window) {
    return Ops.maxPool2d(x.value(), window).stream().map(Tensor::of).toList();
  }

  private static List<Tensor> max3d(Tensor x, List<Span> spans) {
    int n = x.dim(0);
    int c = x.dim(1);
    int depth = x.dim(2);
    var planes = x.reshape(n, c * depth, x.dim(3), x.dim(4));
    var first = max(planes, new Window(spans.get(1), spans.get(2)));
    int high = first.get(0).dim(2);
    int wide = first.get(0).dim(3);
    var along = new Window(spans.get(0), ONE);
    var second = max(first.get(0).reshape(n, c, depth, high * wide), along);
    var picked = first.get(1).reshape(n, c, depth, high * wide);
    var inPlane = collect(picked, second.get(1), along);
    var plane = second.get(1).div(Tensor.fill(high * wide, second.get(1).type()));
    var index = plane.mul(x.dim(3) * x.dim(4)).add(inPlane);
    var shape = Shape.of(n, c, second.get(0).dim(2), high, wide).dims();
    return List.of(second.get(0).reshape(shape), index.reshape(shape));
  }

  private static Tensor collect(Tensor x, Tensor index, Window window) {
    return Tensor.of(Node.of(new MaxPool2d.Collect(window), x.value(), index.value()));
  }

  /// Zeros with the extents `size`, in which each number of `x` stands where `index` says; the mean
  /// of those that share a place.
  static Tensor unpool(Tensor x, Tensor index, int... size) {
    Op.require(
        x.shape().rank() == size.length + 2 && index.shape().equals(x.shape()),
        "maxUnpool to %s: x %s and index %s; x is [n, c, …] with as many axes more",
        java.util.Arrays.toString(size),
        x.type(),
        index.type());
    int planes = x.dim(0) * x.dim(1);
    int extent = Math.toIntExact(Shape.of(size).size());
    // Looked up in the list of places, where one that does not exist is found out.
    var known = Tensor.range(extent, DType.I32).gather(0, index.reshape(planes, -1));
    var base = Tensor.range(planes, DType.I32).mul(extent).reshape(planes, 1);
    var places = known.add(base).reshape(-1).value();
    int all = Math.multiplyExact(planes, extent);
    var sums = Ops.scatterAdd(places, x.reshape(-1).value(), 0, all);
    var ones = Ops.fill(1, x.type().withShape(Shape.of(Math.toIntExact(x.shape().size()))));
    var counts = Tensor.of(Ops.scatterAdd(places, ones, 0, all)).maximum(1).detach();
    var shape = new int[size.length + 2];
    shape[0] = x.dim(0);
    shape[1] = x.dim(1);
    System.arraycopy(size, 0, shape, 2, size.length);
    return Tensor.of(sums).div(counts).reshape(shape);
  }

  /// The means; padding that only ceil mode added is not counted.
  static Tensor average(Tensor x, List<Span> spans, boolean ceilMode, boolean countPadding) {
    var fitted = fitted("avgPool", x, spans, ceilMode);
    Tensor y =
        switch (fitted.size()) {
          case 1 ->
              average(x.unsqueeze(2), new Window(ONE, fitted.get(0)), countPadding).squeeze(2);
          case 2 -> average(x, new Window(fitted.get(0), fitted.get(1)), countPadding);
          default -> average3d(x, fitted, countPadding);
        };
    if (!countPadding) return y;
    for (int i = 0; i < spans.size(); i++) {
      if (fitted.get(i).equals(spans.get(i))) continue;
      y = y.mul(uncounted(spans.get(i), x.dim(i + 2), y, i + 2));
    }
    return y;
  }

  private static Tensor average(Tensor x, Window window, boolean countPadding) {
    return Tensor.of(Ops.avgPool2d(x.value(), window, countPadding));
  }

  private static Tensor average3d(Tensor x, List<Span> spans, boolean countPadding) {
    int n = x.dim(0);
    int c = x.dim(1);
    var planes = x.reshape(n, c * x.dim(2), x.dim(3), x.dim(4));
    var y = average(planes, new Window(spans.get(1), spans.get(2)), countPadding);
    var columns = y.reshape(n, c, x.dim(2), y.dim(2) * y.dim(3));
    var z = average(columns, new Window(spans.get(0), ONE), countPadding);
    return z.reshape(n, c, z.dim(2), y.dim(2), y.dim(3));
  }

  /// All taps over those that see the input or its own padding, for each position along `axis`.
  private static Tensor uncounted(Span span, int extent, Tensor y, int axis) {
    var factors = new double[y.dim(axis)];
    for (int i = 0; i < factors.length; i++) {
      int position = i;
      long seen =
          IntStream.range(0, span.size())
              .filter(tap -> span.place(position, tap) < extent + span.after())
              .count();
      factors[i] = (double) span.size() / seen;
    }
    var dims = new int[y.shape().rank()];
    java.util.Arrays.fill(dims, 1);
    dims[axis] = factors.length;
    return Resampling.constant(Shape.of(dims), factors, y.dtype());
  }

  /// `(Σ xᵖ)^(1/p)`, as in PyTorch: in ceil mode the sum is the mean over what there is, times the
  /// taps of a whole window.
  static Tensor power(Tensor x, double p, List<Span> spans, boolean ceilMode) {
    Op.require(p > 0 && Double.isFinite(p), "lpPool: p is %s, and must be above 0, and finite", p);
    int taps = 1;
    for (var span : spans) taps *= span.size();
    var powers = p == 1 ? x : p == 2 ? x.square() : x.pow(p);
    var sum = average(powers, spans, ceilMode, true).mul(taps);
    if (p == 1) return sum;
    // At 0 the root has no derivative, and is taken to have none.
    var zero = Tensor.fill(0, sum.type());
    var nothing = sum.equal(zero);
    return nothing.select(zero, nothing.select(Tensor.fill(1, sum.type()), sum).pow(1 / p));
  }

  /// The last axes in as many parts as `sizes` say, and the mean of each; parts overlap where the
  /// extents do not divide.
  static Tensor adaptiveAverage(Tensor x, int... sizes) {
    requireParts("adaptiveAvgPool", x, sizes);
    for (int i = 0; i < sizes.length; i++) {
      int axis = x.shape().rank() - sizes.length + i;
      int in = x.dim(axis);
      if (in == sizes[i]) continue;
      x = Resampling.weighed(x, axis, sizes[i], Taps.areas(in, sizes[i]));
    }
    return x;
  }

  /// The same with the largest number of each part, and where it stood.
  static List<Tensor> adaptiveMax(Tensor x, int... sizes) {
    requireParts("adaptiveMaxPool", x, sizes);
    var places = new ArrayList<Tensor>();
    var spans = new ArrayList<Span>();
    for (int i = 0; i < sizes.length; i++) {
      int in = x.dim(i + 2);
      int out = sizes[i];
      int longest =
          IntStream.range(0, out)
              .map(j -> Taps.end(j, in, out) - Taps.start(j, in, out))
              .max()
              .orElseThrow();
      places.add(parts(in, out, longest));
      spans.add(Span.span(longest).stride(longest));
    }
    boolean even = true;
    for (int i = 0; i < sizes.length; i++) even &= x.dim(i + 2) % sizes[i] == 0;
    if (even) return max(x, spans, false);
    return maxOfGathered(x, places, spans);
  }

  /// Which elements the parts of an axis hold, each as long as the longest: shorter ones repeat
  /// their last element.
  private static Tensor parts(int in, int out, int longest) {
    var places = new int[out * longest];
    for (int i = 0; i < places.length; i++) {
      int part = i / longest;
      int last = Taps.end(part, in, out) - 1;
      places[i] = Math.min(Taps.start(part, in, out) + i % longest, last);
    }
    return Tensor.of(Shape.of(places.length), places);
  }

  private static List<Tensor> maxOfGathered(Tensor x, List<Tensor> places, List<Span> spans) {
    var numbers = Tensor.range(volume(x), DType.I32).reshape(one(x));
    for (int i = 0; i < places.size(); i++) {
      x = x.gather(i + 2, places.get(i));
      numbers = numbers.gather(i + 2, places.get(i));
    }
    return maxWithNumbers(x, numbers.broadcast(x.shape().dims()), spans);
  }

  /// The maxima of `x` under windows that do not overlap, and what stands at their places in
  /// `numbers`.
  private static List<Tensor> maxWithNumbers(Tensor x, Tensor numbers, List<Span> spans) {
    var found = max(x, spans, false);
    var shape = found.get(1).shape();
    int n = x.dim(0);
    int c = x.dim(1);
    int planes = n * c;
    int inside = volume(x);
    var base = Tensor.range(planes, DType.I32).mul(inside).reshape(planes, 1);
    var at = found.get(1).reshape(planes, -1).add(base).reshape(-1);
    var index = numbers.reshape(-1).gather(0, at).reshape(shape.dims());
    return List.of(found.get(0), index);
  }

  /// Elements of a signal, plane or volume.
  private static int volume(Tensor x) {
    return Math.toIntExact(x.shape().without(List.of(0, 1)).size());
  }

  private static int[] one(Tensor x) {
    var dims = x.shape().dims();
    dims[0] = 1;
    dims[1] = 1;
    return dims;
  }

  private static void requireParts(String name, Tensor x, int... sizes) {
    boolean fits = x.shape().rank() == sizes.length + 2;
    for (int i = 0; fits && i < sizes.length; i++) fits = sizes[i] >= 1 && x.dim(i + 2) >= 1;
    Op.require(
        fits && sizes.length <= 3,
        "%s of %s to %s; one extent from 1 on for each axis behind [n, c]",
        name,
        x.type(),
        java.util.Arrays.toString(sizes));
  }

  /// Pooling with windows of `size` at places that are drawn: see [Pooling#fractionalMaxPool].
  static List<Tensor> fractional(Tensor x, List<Integer> size, List<Integer> out, Tensor samples) {
    int axes = size.size();
    boolean fits =
        x.shape().rank() == axes + 2
            && out.size() == axes
            && samples.shape().equals(Shape.of(x.dim(0), x.dim(1), axes));
    for (int i = 0; fits && i < axes; i++) {
      fits = size.get(i) >= 1 && out.get(i) >= 1 && out.get(i) + size.get(i) - 1 <= x.dim(i + 2);
    }
    Op.require(
        fits,
        "fractionalMaxPool of %s: windows %s to %s, samples %s; out + size − 1 may not exceed the"
            + " input, samples are [n, c, axes]",
        x.type(),
        size,
        out,
        samples.type());
    var spans = size.stream().map(s -> Span.span(s).stride(s)).toList();
    int planes = x.dim(0) * x.dim(1);
    var index = Tensor.fill(0, x.type().withDType(DType.I32).withShape(Shape.of(planes)));
    for (int i = 0; i < axes; i++) {
      var sample = samples.reshape(planes, axes).slice(1, i, 1);
      var at = places(sample, x.dim(i + 2), size.get(i), out.get(i));
      var dims = new int[i + 2];
      java.util.Arrays.fill(dims, 1);
      dims[0] = planes;
      dims[i + 1] = at.dim(1);
      index = index.unsqueeze(-1).mul(x.dim(i + 2)).add(at.reshape(dims));
    }
    int inside = volume(x);
    var bases = new int[axes + 1];
    java.util.Arrays.fill(bases, 1);
    bases[0] = planes;
    var flat = index.add(Tensor.range(planes, DType.I32).mul(inside).reshape(bases));
    var dims = new int[axes + 2];
    dims[0] = x.dim(0);
    dims[1] = x.dim(1);
    for (int i = 0; i < axes; i++) dims[i + 2] = out.get(i) * size.get(i);
    var seen = x.reshape(-1).gather(0, flat.reshape(-1)).reshape(dims);
    return maxWithNumbers(seen, index.reshape(dims), spans);
  }

  /// `⌊(i + u) · α⌋ − ⌊u · α⌋` for each window but the last, which ends where the axis ends; with
  /// `α = (in − size) / (out − 1)`.
  private static Tensor places(Tensor sample, int in, int size, int out) {
    var numbers = Tensor.range(out, DType.I32).cast(sample.dtype()).reshape(1, out);
    double alpha = out == 1 ? 0 : (double) (in - size) / (out - 1);
    var start = sample.add(numbers).mul(alpha).floor().sub(sample.mul(alpha).floor());
    var last = numbers.greater(out - 1.5);
    start = last.select(Tensor.fill(in - size, start.type()), start);
    var taps = Tensor.range(size, DType.I32).reshape(1, 1, size);
    var places = start.detach().cast(DType.I32).unsqueeze(2).add(taps);
    return places.reshape(sample.dim(0), out * size);
  }

  /// One number of each window, drawn with a probability that is its share of the sum: see
  /// [Pooling#stochasticPool2d].
  static Tensor drawn(Tensor x, Window window, Tensor draws) {
    var taps = taps(x, window);
    var wanted = window(x, window).shape();
    Op.require(
        draws.shape().equals(wanted),
        "stochasticPool2d: draws are %s, and must be %s, one for each window",
        draws.type(),
        wanted);
    var sum = taps.getFirst();
    for (int i = 1; i < taps.size(); i++) sum = sum.add(taps.get(i));
    var reached = draws.mul(sum).detach();
    Tensor before = null;
    var y = Tensor.fill(0, sum.type());
    for (var tap : taps) {
      var until = before == null ? tap : before.add(tap);
      var chosen = reached.less(until);
      if (before != null) chosen = chosen.and(reached.less(before).not());
      y = y.add(tap.mul(chosen.cast(x.dtype())));
      before = until;
    }
    return y;
  }

  /// What [#drawn] gives on average: each number weighed with its probability.
  static Tensor expected(Tensor x, Window window) {
    var taps = taps(x, window);
    var sum = Tensor.fill(0, window(x, window));
    var squares = sum;
    for (var tap : taps) {
      sum = sum.add(tap);
      squares = squares.add(tap.square());
    }
    var nothing = sum.equal(Tensor.fill(0, sum.type()));
    return squares.div(nothing.select(Tensor.fill(1, sum.type()), sum));
  }

  private static io.ranvier.type.TensorType window(Tensor x, Window window) {
    return x.type().withShape(window.output(x.shape(), x.dim(1)));
  }

  private static List<Tensor> taps(Tensor x, Window window) {
    Op.require(
        x.shape().rank() == 4 && x.dtype().isFloating(),
        "stochasticPool2d wants x: [n, c, h, w] of floating point, got %s",
        x.type());
    return Convolving.taps(x.relu(), window.spans());
  }
}
