package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.backend.Layout;
import io.ranvier.op.ArgReduction.Extreme;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Loops on the Vector API and their scalar twins compute the same.
final class TwinsTest {
  private static final double TOLERANCE = 2e-6;

  @Property(tries = 200)
  void rows(@ForAll @IntRange(min = 1, max = 70) int n, @ForAll long seed) {
    var x = numbers(n, seed);
    int label = (int) Math.floorMod(seed, (long) n);
    same(n, new VectorRows(), new ScalarRows(), (loops, y) -> loops.softmax(n, x, 0, y, 0));
    same(n, new VectorRows(), new ScalarRows(), (loops, y) -> loops.logSoftmax(n, x, 0, y, 0));
    same(
        n,
        new VectorRows(),
        new ScalarRows(),
        (loops, y) -> loops.crossEntropyGrad(n, x, 0, label, 0.5f, y, 0));
    same(n, new VectorRows(), new ScalarRows(), (loops, y) -> loops.add(n, x, 0, y, 0));
    Function<RowLoops, Float> loss = loops -> loops.crossEntropy(n, x, 0, label);
    assertThat(loss.apply(new VectorRows())).isCloseTo(loss.apply(new ScalarRows()), within(1e-5f));
    if (seed % 3 == 0) x.setAtIndex(ValueLayout.JAVA_FLOAT, label, Float.NaN);
    for (var extreme : Extreme.values()) {
      assertThat(new VectorRows().extreme(extreme, n, x, 0))
          .isEqualTo(new ScalarRows().extreme(extreme, n, x, 0));
    }
  }

  @Property(tries = 100)
  void channels(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 150) int width,
      @ForAll @IntRange(min = 0, max = 20) int gap,
      @ForAll long seed) {
    var x = numbers(rows * (width + gap), seed);
    long span = 4L * (width + gap);
    long mean = 4L * width;
    var vector = new VectorChannels();
    var scalar = new ScalarChannels();
    same(width, vector, scalar, (loops, w) -> loops.sum(rows, width, span, x, 0, w, 0));
    same(
        2 * width,
        vector,
        scalar,
        (loops, w) -> loops.squares(rows, width, span, x, 0, w, 0, mean));
  }

  @Property(tries = 60)
  void pools(
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll long seed) {
    var window = Window.window(size).stride(stride).padding(size / 2);
    samePools(Shape.of(1, channels, 7, 8), window, seed);
  }

  /// Windows that fill the picture without overlap, with or without a rest.
  @Property(tries = 100)
  void poolsSideBySide(
      @ForAll @IntRange(min = 1, max = 20) int channels,
      @ForAll @IntRange(min = 2, max = 5) int height,
      @ForAll @IntRange(min = 2, max = 40) int width,
      @ForAll long seed) {
    samePools(Shape.of(1, channels, height, width), Window.window(2).stride(2), seed);
  }

  private static void samePools(Shape shape, Window window, long seed) {
    var small = window.output(shape, shape.dim(1));
    var g = new PoolGeometry(window, shape);
    var xs = PoolGeometry.Place.of(Layout.channelsLast(shape));
    var ys = PoolGeometry.Place.of(Layout.channelsLast(small));
    int n = (int) shape.size();
    int m = (int) small.size();
    var x = numbers(n, seed);
    var dy = numbers(m, seed + 1);
    var index = numbers(m, seed);
    var vector = new VectorPools();
    var scalar = new ScalarPools();
    for (int p = 0; p < small.dim(2); p++) {
      int row = p;
      same(m, vector, scalar, (l, y) -> l.max(g, 0, row, x, xs, y, ys, index, ys));
      same(m, vector, scalar, (l, i) -> l.max(g, 0, row, x, xs, index, ys, i, ys));
      same(m, vector, scalar, (l, y) -> l.mean(g, false, 0, row, x, xs, y, ys));
    }
    for (int p = 0; p < small.dim(2); p++) scalar.max(g, 0, p, x, xs, numbers(m, 0), ys, index, ys);
    for (int h = 0; h < shape.dim(2); h++) {
      int row = h;
      same(n, vector, scalar, (l, dx) -> l.scatter(g, 0, row, dy, ys, index, ys, dx, xs));
      same(n, vector, scalar, (l, dx) -> l.meanGrad(g, true, 0, row, dy, ys, dx, xs));
    }
  }

  private interface Use<T> {
    void run(T loops, MemorySegment result);
  }

  /// Runs both on results that start alike.
  private static <T> void same(int n, T vector, T scalar, Use<T> use) {
    var a = numbers(n, 7);
    var b = numbers(n, 7);
    use.run(vector, a);
    use.run(scalar, b);
    for (int i = 0; i < n; i++) {
      float expected = b.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      double allowed = TOLERANCE * Math.max(1, Math.abs(expected));
      assertThat((double) a.getAtIndex(ValueLayout.JAVA_FLOAT, i))
          .as("element %d", i)
          .isCloseTo(expected, within(allowed));
    }
  }

  private static MemorySegment numbers(int n, long seed) {
    var random = new Random(seed);
    var segment = Arena.ofAuto().allocate(4L * Math.max(n, 1), 64);
    for (int i = 0; i < n; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return segment;
  }
}
