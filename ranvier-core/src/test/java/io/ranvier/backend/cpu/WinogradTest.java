package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ranvier.type.Span;
import io.ranvier.type.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// F(4 x 4, 3 x 3) and F(4 x 4, 2 x 2), of one phase or of several, against the definition in
/// double precision, where it pays and where it does not.
class WinogradTest {

  /// What the class states: the error's root mean square, relative to the result's.
  private static final double BOUND = 5e-6;

  @Property(tries = 60)
  void agreesWithTheDefinition(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    check(shape(random, 1, new Window(span(random, 3, 1), span(random, 3, 1))), random);
  }

  /// One to three taps between strides, not the same for rows and columns.
  @Property(tries = 60)
  void agreesWithTheDefinitionWhateverTheStride(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    check(shape(random, 3, new Window(span(random), span(random))), random);
  }

  /// @param least height and width of the pictures, at least; they are up to 12 more
  private static Convolution shape(RandomGenerator random, int least, Window window) {
    return new Convolution(
        random.nextInt(1, 4),
        random.nextInt(least, least + 13),
        random.nextInt(least, least + 13),
        random.nextInt(16, 81),
        random.nextInt(16, 81),
        1,
        window);
  }

  /// At least one position over three pixels.
  private static Span span(RandomGenerator random) {
    int stride = random.nextInt(1, 4);
    return span(random, random.nextInt(stride + 1, 3 * stride + 1), stride);
  }

  /// At least one position over one pixel, or over three where taps are more than three.
  private static Span span(RandomGenerator random, int taps, int stride) {
    int before = random.nextInt(taps);
    return new Span(taps, stride, before, random.nextInt(taps - 1 - before, taps), 1);
  }

  /// Room is made for the widest slab; narrower ones take longer strips of it.
  @ParameterizedTest
  @CsvSource({"16, 16", "22, 32", "31, 32", "40, 48", "49, 64", "200, 208", "256, 256"})
  void stripsStayInTheirScratch(int channels, int pitch) {
    int across = 40;
    var grid = new TileGrid(1, Lattice.whole(4, 4 * across), 1, 1, 6, 6, 1, across);
    var x = blank(4L * 16 * across * channels);
    long matrix = 4L * across * pitch + 64;
    long scratch = 36 * matrix;
    long end = scratch + grid.scratchBytes(pitch);
    var data = blank(end + 65_536);
    grid.transform(
        new Pixels(x, 0, channels), 0, 1, 0, channels, data, 0, matrix, 4L * pitch, scratch);
    assertThat(data.asSlice(end).mismatch(blank(65_536))).isEqualTo(-1);
  }

  private static MemorySegment blank(long bytes) {
    return Arena.ofAuto().allocate(bytes, 64).fill((byte) 0x5A);
  }

  /// Each way to cut the work: V by task or shared, in segments; U prepared or by task; parts.
  @ParameterizedTest
  @CsvSource({
    "5, 17, 13, 40, 34",
    "20, 8, 8, 20, 50",
    "3, 9, 10, 130, 70",
    "17, 12, 11, 260, 16",
    "20, 16, 16, 70, 33",
    "2, 4, 5, 290, 130"
  })
  void agreesWithTheDefinitionHoweverTheWorkIsCut(
      int images, int height, int width, int channels, int outputs) {
    var random = new SplittableRandom(channels);
    for (var window :
        List.of(
            Window.window(3).padding(1),
            Window.window(4).stride(2).padding(1),
            Window.window(5).stride(2).padding(2))) {
      check(new Convolution(images, height, width, channels, outputs, 1, window), random);
    }
  }

  private static void check(Convolution shape, RandomGenerator random) {
    if (!Simd.AVAILABLE) return;
    var forward = Winograd.forward(shape);
    var backward = Winograd.backward(shape);
    assertThat(forward).isPresent();
    assertThat(backward).isNotEmpty();
    var run = new Run(shape, random, random.nextInt(3));
    run.compute(1);
    run.verify();
    float[] y = Floats.array(run.y.data());
    float[] dx = Floats.array(run.dx.data());
    float[] dk = Floats.array(run.dk);
    int threads = Parallel.threads();
    run.compute(2);
    Parallel.threads(threads);
    assertThat(Floats.array(run.y.data())).isEqualTo(y);
    assertThat(Floats.array(run.dx.data())).isEqualTo(dx);
    assertThat(Floats.array(run.dk)).isEqualTo(dk);
  }

  @Test
  void handsEveryOutputToTheEpilogueOnce() {
    assumeThat(Simd.AVAILABLE).isTrue();
    for (int channels : new int[] {32, 100, 140}) {
      var shape = new Convolution(5, 9, 8, channels, 70, 1, Window.window(3));
      var run = new Run(shape, new SplittableRandom(1), 0);
      var outputs = new AtomicLong();
      run.forward(
          (row, rows, column, columns) -> {
            for (long r : new long[] {row, row + rows - 1}) {
              assertThat(Floats.get(run.y.data(), r * 70 + column)).isNotNaN();
              assertThat(Floats.get(run.y.data(), r * 70 + column + columns - 1)).isNotNaN();
            }
            outputs.addAndGet(rows * columns);
          },
          1);
      assertThat(outputs).hasValue(5L * 7 * 6 * 70);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 32, 64, 64, 3, 1, 1, true",
    "64, 4, 512, 512, 3, 1, 1, true",
    "8, 14, 512, 512, 3, 1, 1, true",
    "16, 7, 512, 512, 3, 1, 1, true",
    "64, 1, 512, 512, 3, 1, 1, false",
    "1, 4, 512, 512, 3, 1, 1, false",
    "64, 32, 3, 64, 3, 1, 1, false",
    "64, 32, 64, 64, 3, 2, 1, false",
    "64, 16, 64, 128, 4, 2, 1, true",
    "64, 8, 128, 256, 4, 2, 1, true",
    "64, 32, 64, 64, 2, 1, 1, true",
    "64, 32, 64, 64, 5, 2, 1, true",
    "64, 32, 64, 64, 7, 2, 1, false",
    "64, 32, 64, 64, 1, 1, 1, false",
    "64, 32, 64, 64, 5, 1, 1, false",
    "64, 32, 64, 64, 3, 1, 4, false"
  })
  void isChosenWhereItPays(
      int images,
      int size,
      int channels,
      int outputs,
      int taps,
      int stride,
      int groups,
      boolean chosen) {
    assumeThat(Simd.AVAILABLE).isTrue();
    var window = Window.window(taps).stride(stride).padding((taps - 1) / 2);
    var shape = new Convolution(images, size, size, channels, outputs, groups, window);
    assertThat(Winograd.forward(shape).filter(Winograd::pays).isPresent()).isEqualTo(chosen);
  }

  /// The switch is read once, so another process must look.
  @Test
  void canBeSwitchedOff() throws Exception {
    assumeThat(Simd.AVAILABLE).isTrue();
    assertThat(paysElsewhere("true")).isEqualTo(0);
    assertThat(paysElsewhere("false")).isEqualTo(1);
  }

  private static int paysElsewhere(String property) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        Stream.concat(
                Stream.of(java, "--add-modules", "jdk.incubator.vector"),
                Stream.of(
                    "-Dranvier.winograd=" + property,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Pays.class.getName()))
            .toList();
    var process =
        new ProcessBuilder(List.copyOf(command))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /// Ends with 0 if a layer of a network is computed this way, with 1 if not.
  static final class Pays {
    private Pays() {}

    public static void main(String[] arguments) {
      var shape = new Convolution(64, 32, 32, 64, 64, 1, Window.window(3).padding(1));
      System.exit(Winograd.forward(shape).filter(Winograd::pays).isPresent() ? 0 : 1);
    }
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

    Run(Convolution shape, RandomGenerator random, int slack) {
      this.shape = shape;
      long pixels = (long) shape.images() * shape.height() * shape.width();
      int in = shape.channels() + slack;
      int out = shape.outputs() + slack;
      long weights = (long) shape.taps() * shape.outputs() * shape.channels();
      x = new Pixels(Floats.random(random, pixels * in), slack / 2, in);
      dx = new Pixels(Floats.poisoned(pixels * in), slack / 2, in);
      y = new Pixels(Floats.poisoned((long) shape.pixels() * out), slack / 2, out);
      dy = new Pixels(Floats.random(random, (long) shape.pixels() * out), slack / 2, out);
      kernel = Floats.random(random, weights);
      dk = Floats.poisoned(weights);
    }

    void compute(int threads) {
      forward(Epilogue.NONE, threads);
      var backward = Winograd.backward(shape);
      int row = shape.taps() * shape.channels();
      for (var phase : backward) {
        phase.slide(
            dy,
            new DirectConvolution.Weights(kernel, 0, row, shape.taps(), true),
            dx,
            Floats.workspace(phase.workspaceBytes(threads)),
            Epilogue.NONE);
      }
      var gradient = Winograd.forward(shape).orElseThrow().kernelGradient();
      gradient.run(x, dy, dk, 0, Floats.workspace(gradient.workspaceBytes(threads)));
    }

    void forward(Epilogue epilogue, int threads) {
      Parallel.threads(threads);
      var forward = Winograd.forward(shape).orElseThrow();
      forward.slide(
          x,
          new DirectConvolution.Weights(
              kernel, 0, shape.taps(), shape.taps() * shape.channels(), false),
          y,
          Floats.workspace(forward.workspaceBytes(threads)),
          epilogue);
    }

    void verify() {
      int in = shape.channels();
      int out = shape.outputs();
      int pixels = shape.images() * shape.height() * shape.width();
      double[] expectedY = new double[shape.pixels() * out];
      double[] expectedDx = new double[pixels * in];
      int taps = shape.taps();
      double[] expectedDk = new double[taps * in * out];
      double[] xs = numbers(x, pixels, in);
      double[] dys = numbers(dy, shape.pixels(), out);
      double[] ks = numbers(new Pixels(kernel, 0, taps), in * out, taps);
      Span down = shape.window().height();
      Span across = shape.window().width();
      for (int p = 0; p < shape.pixels(); p++) {
        int image = p / (shape.outputHeight() * shape.outputWidth());
        for (int tap = 0; tap < taps; tap++) {
          int row =
              p / shape.outputWidth() % shape.outputHeight() * down.stride()
                  - down.before()
                  + tap / across.size();
          int column =
              p % shape.outputWidth() * across.stride() - across.before() + tap % across.size();
          if (row < 0 || row >= shape.height() || column < 0 || column >= shape.width()) continue;
          int q = (image * shape.height() + row) * shape.width() + column;
          for (int o = 0; o < out; o++) {
            double dyValue = dys[p * out + o];
            double sum = 0;
            for (int c = 0; c < in; c++) {
              int k = (o * in + c) * taps + tap;
              sum += xs[q * in + c] * ks[k];
              expectedDx[q * in + c] += dyValue * ks[k];
              expectedDk[k] += dyValue * xs[q * in + c];
            }
            expectedY[p * out + o] += sum;
          }
        }
      }
      compare(numbers(y, shape.pixels(), out), expectedY);
      compare(numbers(dx, pixels, in), expectedDx);
      compare(numbers(new Pixels(dk, 0, taps), in * out, taps), expectedDk);
    }

    private static double[] numbers(Pixels pixels, int count, int channels) {
      double[] numbers = new double[count * channels];
      for (int i = 0; i < numbers.length; i++) {
        long at = pixels.offset() + i / channels * pixels.pitch() + i % channels;
        numbers[i] = Floats.get(pixels.data(), at);
      }
      return numbers;
    }

    private static void compare(double[] actual, double[] expected) {
      double errors = 0;
      double squares = 0;
      for (int i = 0; i < expected.length; i++) {
        errors += (actual[i] - expected[i]) * (actual[i] - expected[i]);
        squares += expected[i] * expected[i];
      }
      assertThat(Math.sqrt(errors)).isLessThanOrEqualTo(BOUND * Math.sqrt(squares));
    }
  }
}
