package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.type.Span;
import io.ranvier.type.Window;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The three convolutions against the definition in double precision.
class ConvolutionTest {

  @Property(tries = 400)
  void agreesWithTheDefinition(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    int groups = random.nextInt(4) == 0 ? random.nextInt(1, 4) : 1;
    var shape =
        new Convolution(
            random.nextInt(4),
            random.nextInt(5, 12),
            random.nextInt(5, 12),
            groups * random.nextInt(random.nextBoolean() ? 4 : 40),
            groups * random.nextInt(random.nextBoolean() ? 5 : 40),
            groups,
            new Window(span(random), span(random)));
    check(shape, random);
  }

  @Property(tries = 300)
  void agreesWithTheDefinitionWhereEachChannelIsAGroup(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    int channels = random.nextBoolean() ? random.nextInt(2, 40) : 16 * random.nextInt(1, 4);
    var window = new Window(longSpan(random), longSpan(random));
    check(
        new Convolution(
            random.nextInt(4),
            random.nextInt(5, 12),
            random.nextInt(5, 40),
            channels,
            channels,
            channels,
            window),
        random);
  }

  /// Rows of taps that fill one block or two, bands, strides, images that share a part of the sum.
  @Property(tries = 60)
  void agreesWithTheDefinitionWhereRowsOfTapsFillLanes(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    int taps = random.nextInt(3, 6);
    int channels = Math.ceilDiv(random.nextInt(1, 3) * 32 - random.nextInt(8), taps) - 1;
    var span = new Span(taps, random.nextInt(1, 3), random.nextInt(2), 1, 1);
    boolean tall = random.nextInt(8) == 0;
    check(
        new Convolution(
            tall ? 1 : random.nextInt(1, 20),
            tall ? 120 : random.nextInt(5, 12),
            tall ? 20 : random.nextInt(5, 12),
            channels,
            random.nextBoolean() ? 8 : 16,
            1,
            new Window(span, span)),
        random);
  }

  /// Few outputs, few channels, and pictures of several bands.
  @Property(tries = 200)
  void agreesWithTheDefinitionWhereAVectorHoldsAllOutputs(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    boolean large = random.nextInt(8) == 0;
    int height = large ? random.nextInt(40, 70) : random.nextInt(4, 14);
    int width = large ? random.nextInt(40, 70) : random.nextInt(4, 14);
    var window = new Window(plainSpan(random), plainSpan(random));
    check(
        new Convolution(
            large ? 1 : random.nextInt(20),
            height,
            width,
            random.nextInt(1, large ? 4 : 18),
            random.nextInt(1, large ? 4 : 18),
            1,
            window),
        random);
  }

  /// Windows as large as the picture, which take one position.
  @Property(tries = 60)
  void agreesWithTheDefinitionOfWholePictures(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    int height = random.nextInt(1, 6);
    int width = random.nextInt(1, 6);
    check(
        new Convolution(
            random.nextInt(20),
            height,
            width,
            random.nextInt(1, 70),
            random.nextInt(1, 50),
            1,
            Window.window(height, width).stride(random.nextInt(1, 3))),
        random);
  }

  @Test
  void agreesWithTheDefinitionWhereOutputsSeePaddingOnly() {
    var window = Window.window(3).padding(3, 1, 0, 1);
    check(new Convolution(8, 7, 12, 16, 16, 1, window), new SplittableRandom(65794));
  }

  /// So few channels and outputs that pixels go into the lanes, with rows of every length.
  @Property(tries = 200)
  void agreesWithTheDefinitionOfFewChannelsAndOutputs(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    boolean large = random.nextInt(8) == 0;
    check(
        new Convolution(
            large ? 2 : random.nextInt(1, 20),
            random.nextInt(large ? 30 : 5, large ? 60 : 20),
            random.nextInt(large ? 30 : 5, large ? 60 : 20),
            random.nextInt(1, large ? 3 : 10),
            random.nextInt(1, large ? 3 : 10),
            1,
            new Window(unitSpan(random), unitSpan(random))),
        random);
  }

  private static Span unitSpan(RandomGenerator random) {
    return new Span(random.nextInt(1, 6), 1, random.nextInt(4), random.nextInt(4), 1);
  }

  /// A window of one tap does not read its input in place where padding follows.
  @Test
  void padsBehindAWindowOfOneTap() {
    var window = Window.window(1).padding(0, 2, 0, 1);
    check(new Convolution(2, 5, 6, 3, 40, 1, window), new SplittableRandom(1));
  }

  private static Span plainSpan(RandomGenerator random) {
    int stride = random.nextBoolean() ? 1 : random.nextInt(1, 4);
    return new Span(random.nextInt(1, 5), stride, random.nextInt(4), random.nextInt(4), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 28, 1, 6, 5, 2",
    "12, 14, 6, 16, 5, 0",
    "1, 28, 1, 6, 5, 2",
    "2, 9, 130, 70, 3, 1",
    "3, 10, 70, 33, 1, 0"
  })
  void agreesWithTheDefinitionOnShapesOfNetworks(
      int images, int size, int channels, int outputs, int taps, int padding) {
    var window = Window.window(taps).padding(padding);
    check(
        new Convolution(images, size, size, channels, outputs, 1, window),
        new SplittableRandom(channels));
  }

  /// Strides cut the input gradient into phases, some of which no tap reaches.
  @ParameterizedTest
  @CsvSource({
    "2, 14, 3, 64, 7, 2, 3, 1",
    "3, 9, 40, 70, 3, 2, 1, 1",
    "2, 8, 33, 130, 1, 2, 0, 1",
    "2, 11, 20, 35, 3, 3, 0, 2",
    "1, 12, 17, 40, 2, 4, 1, 3",
    "1, 30, 20, 18, 4, 2, 1, 1",
    "1, 66, 3, 40, 7, 2, 3, 1",
    "1, 70, 33, 40, 3, 2, 1, 1",
    "33, 8, 24, 40, 3, 2, 1, 1",
    "17, 7, 18, 34, 3, 1, 1, 2"
  })
  void agreesWithTheDefinitionWithStrides(
      int images,
      int size,
      int channels,
      int outputs,
      int taps,
      int stride,
      int padding,
      int dilation) {
    var span = new Span(taps, stride, padding, padding, dilation);
    check(
        new Convolution(images, size, size, channels, outputs, 1, new Window(span, span)),
        new SplittableRandom(channels));
  }

  private static Span span(RandomGenerator random) {
    int size = random.nextInt(1, 4);
    return new Span(
        size,
        random.nextInt(1, 4),
        random.nextInt(4),
        random.nextInt(4),
        random.nextBoolean() ? 1 : random.nextInt(1, 3));
  }

  /// Up to sixteen taps, whole blocks of sums and what remains of them.
  private static Span longSpan(RandomGenerator random) {
    if (random.nextInt(3) > 0) return span(random);
    return new Span(
        random.nextInt(1, 5), random.nextInt(1, 3), random.nextInt(4), random.nextInt(4), 1);
  }

  private static void check(Convolution shape, RandomGenerator random) {
    var run = new Run(shape, random, random.nextInt(3));
    run.compute(1);
    run.verify();
    float[] y = Floats.array(run.y.data());
    float[] dx = Floats.array(run.dx.data());
    float[] dk = Floats.array(run.dk);
    int threads = Parallel.threads();
    run.compute(3);
    Parallel.threads(threads);
    assertThat(Floats.array(run.y.data())).isEqualTo(y);
    assertThat(Floats.array(run.dx.data())).isEqualTo(dx);
    assertThat(Floats.array(run.dk)).isEqualTo(dk);
  }

  @Test
  void handsEveryOutputToTheEpilogueOnce() {
    for (int groups : new int[] {1, 2, 6}) {
      var shape = new Convolution(3, 9, 8, 6, 6, groups, Window.window(3));
      var run = new Run(shape, new SplittableRandom(1), 0);
      var outputs = new AtomicLong();
      shape.forward(
          run.x,
          run.kernel,
          0,
          run.y,
          Floats.workspace(shape.workspaceBytes(Parallel.threads())),
          (row, rows, column, columns) -> {
            long last = (row + rows - 1) * 6 + column + columns - 1;
            assertThat(Floats.get(run.y.data(), last)).isNotNaN();
            outputs.addAndGet(rows * columns);
          });
      assertThat(outputs).hasValue(3 * 7 * 6 * 6);
    }
  }

  @Test
  void rejectsGroupsThatDoNotDivide() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Convolution(1, 5, 5, 6, 4, 4, Window.window(3)))
        .withMessage("convolution: 6 channels to 4 outputs: 4 groups do not divide both");
  }

  /// Operands of one case, with everything that the kernels write poisoned beforehand.
  private static final class Run {
    private final Convolution shape;
    private final Pixels x;
    private final Pixels dx;
    private final Pixels y;
    private final Pixels dy;
    private final MemorySegment kernel;
    private final MemorySegment dk;
    private final int kernelSize;

    Run(Convolution shape, RandomGenerator random, int slack) {
      this.shape = shape;
      int pixels = shape.images() * shape.height() * shape.width();
      int in = shape.channels() + slack;
      int out = shape.outputs() + slack;
      kernelSize = shape.outputs() * (shape.channels() / shape.groups()) * shape.taps();
      x = new Pixels(Floats.random(random, (long) pixels * in), slack / 2, in);
      dx = new Pixels(Floats.poisoned((long) pixels * in), slack / 2, in);
      y = new Pixels(Floats.poisoned((long) shape.pixels() * out), slack / 2, out);
      dy = new Pixels(Floats.random(random, (long) shape.pixels() * out), slack / 2, out);
      kernel = Floats.random(random, kernelSize);
      dk = Floats.poisoned(kernelSize);
    }

    void compute(int threads) {
      Parallel.threads(threads);
      MemorySegment workspace = Floats.workspace(shape.workspaceBytes(threads));
      shape.forward(x, kernel, 0, y, workspace, Epilogue.NONE);
      shape.inputGradient(dy, kernel, 0, dx, workspace);
      shape.kernelGradient(x, dy, dk, 0, workspace);
    }

    void verify() {
      var expected = new Expected(shape);
      expected.sumUp(x, kernel, dy);
      if (Winograd.forward(shape).filter(Winograd::pays).isPresent()
          || Winograd.pay(Winograd.backward(shape))) expected.level();
      compare(y, shape.outputs(), expected.y, expected.sizeOfY);
      compare(dx, shape.channels(), expected.dx, expected.sizeOfDx);
      for (int i = 0; i < kernelSize; i++) {
        assertThat((double) Floats.get(dk, i))
            .isCloseTo(expected.dk[i], bound(expected.sizeOfDk[i]));
      }
    }

    private static void compare(Pixels actual, int channels, double[] expected, double[] sizes) {
      for (int i = 0; i < expected.length; i++) {
        long index = actual.offset() + i / channels * actual.pitch() + i % channels;
        assertThat((double) Floats.get(actual.data(), index))
            .isCloseTo(expected[i], bound(sizes[i]));
      }
    }

    /// Sums here have fewer than 20,000 terms, of which each rounding loses half a unit at most.
    private static org.assertj.core.data.Offset<Double> bound(double size) {
      return within(Math.sqrt(20_000) * 0x1p-23 * size + 1e-30);
    }
  }

  /// The trilinear form, once for all three.
  private static final class Expected {
    private final Convolution shape;
    private final double[] y;
    private final double[] dx;
    private final double[] dk;
    private final double[] sizeOfY;
    private final double[] sizeOfDx;
    private final double[] sizeOfDk;

    Expected(Convolution shape) {
      this.shape = shape;
      y = new double[shape.pixels() * shape.outputs()];
      dx = new double[shape.images() * shape.height() * shape.width() * shape.channels()];
      dk = new double[shape.outputs() * (shape.channels() / shape.groups()) * shape.taps()];
      sizeOfY = new double[y.length];
      sizeOfDx = new double[dx.length];
      sizeOfDk = new double[dk.length];
    }

    /// The error of a transformed tile is that of its largest numbers in all of its elements, also
    /// in those that see nothing but padding.
    void level() {
      for (var sizes : List.of(sizeOfY, sizeOfDx, sizeOfDk)) {
        Arrays.fill(sizes, Arrays.stream(sizes).max().orElse(0));
      }
    }

    void sumUp(Pixels x, MemorySegment kernel, Pixels dy) {
      Span down = shape.window().height();
      Span across = shape.window().width();
      for (int p = 0; p < shape.pixels(); p++) {
        int image = p / (shape.outputHeight() * shape.outputWidth());
        int v = p / shape.outputWidth() % shape.outputHeight();
        int u = p % shape.outputWidth();
        for (int tap = 0; tap < shape.taps(); tap++) {
          int row = v * down.stride() - down.before() + tap / across.size() * down.dilation();
          int column =
              u * across.stride() - across.before() + tap % across.size() * across.dilation();
          if (row >= 0 && row < shape.height() && column >= 0 && column < shape.width()) {
            int q = (image * shape.height() + row) * shape.width() + column;
            channels(x, kernel, dy, p, q, tap);
          }
        }
      }
    }

    private void channels(Pixels x, MemorySegment kernel, Pixels dy, int p, int q, int tap) {
      int in = shape.channels() / shape.groups();
      int out = shape.outputs() / shape.groups();
      for (int o = 0; o < shape.outputs(); o++) {
        double dyValue = get(dy, p, o);
        for (int c = 0; c < in; c++) {
          int channel = o / out * in + c;
          int k = (o * in + c) * shape.taps() + tap;
          double weight = kernel.getAtIndex(ValueLayout.JAVA_FLOAT, k);
          double xValue = get(x, q, channel);
          add(y, sizeOfY, p * shape.outputs() + o, xValue * weight);
          add(dx, sizeOfDx, q * shape.channels() + channel, dyValue * weight);
          add(dk, sizeOfDk, k, xValue * dyValue);
        }
      }
    }

    private static void add(double[] sums, double[] sizes, int i, double term) {
      sums[i] += term;
      sizes[i] += Math.abs(term);
    }

    private static double get(Pixels pixels, long pixel, int channel) {
      return Floats.get(pixels.data(), pixels.offset() + pixel * pixels.pitch() + channel);
    }
  }
}
