package io.ranvier.testing;

import static io.ranvier.type.Window.window;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random computations: the same seed builds the same graph on the same numbers, so that it can be
/// computed in different ways and compared.
///
/// A graph starts from a few pictures `[n, c, h, w]` and vectors, applies random operations to what
/// is there, and ends with random values, a scalar loss and its gradients.
public final class RandomGraph {
  private final SplittableRandom random;
  private final List<Tensor> values = new ArrayList<>();
  private final List<Tensor> leaves = new ArrayList<>();

  /// Of the matrices that are multiplied by their own transposes: the products must fit memory.
  private static final int LONGEST = 300;

  /// Of a value that is joined with itself.
  private static final long LARGEST = 1 << 22;

  private final int scale;

  private RandomGraph(long seed, int scale) {
    random = new SplittableRandom(seed);
    this.scale = scale;
  }

  /// The values to compute of the graph of `seed`, on small tensors.
  public static List<Tensor> of(long seed) {
    return of(seed, 1);
  }

  /// The values to compute of the graph of `seed`, on pictures whose sides are `scale` times as
  /// long.
  public static List<Tensor> of(long seed, int scale) {
    return new RandomGraph(seed, scale).build();
  }

  private List<Tensor> build() {
    int n = 1 + random.nextInt(3);
    int c = 1 + random.nextInt(5);
    int side = scale * (3 + random.nextInt(5));
    leaf(n, c, side, side + random.nextInt(2));
    leaf(n, c, side, side);
    leaf(1, c, 1, 1);
    leaf(c, n);
    leaf(c);
    int operations = 4 + random.nextInt(24);
    for (int i = 0; i < operations; i++) values.add(next());
    return roots();
  }

  private void leaf(int... dims) {
    var data = new float[(int) Shape.of(dims).size()];
    for (int i = 0; i < data.length; i++) data[i] = (float) random.nextDouble(-2, 2);
    var leaf = Tensor.of(Shape.of(dims), data);
    leaves.add(leaf);
    values.add(leaf);
  }

  private List<Tensor> roots() {
    var roots = new ArrayList<Tensor>();
    for (int i = 0; i < 3; i++) roots.add(any());
    var loss = any().tanh().mean();
    for (int i = 0; i < 3; i++) loss = loss.add(any().sigmoid().mean());
    roots.add(loss);
    roots.addAll(loss.gradients(leaves));
    return roots;
  }

  /// A value, rather a late one.
  private Tensor any() {
    int back = Math.min(random.nextInt(values.size()), random.nextInt(values.size()));
    return values.get(values.size() - 1 - back);
  }

  private Tensor picture() {
    var pictures =
        values.stream().filter(v -> v.shape().rank() == 4 && !v.shape().isEmpty()).toList();
    return pictures.get(random.nextInt(pictures.size()));
  }

  private Tensor next() {
    return switch (random.nextInt(20)) {
      case 0 -> any().add(1.5);
      case 1 -> any().mul(-0.75).relu();
      case 2 -> any().tanh();
      case 3 -> any().sigmoid().exp();
      case 4 -> any().gelu();
      case 5, 6, 7 -> both();
      case 8 -> chosen();
      case 9 -> reduced();
      case 10 -> moved();
      case 11 -> cut();
      case 12 -> product();
      case 13 -> convolved();
      case 14 -> pooled();
      case 15 -> normalized();
      case 16 -> joined();
      case 17, 18 -> chained();
      default -> loss();
    };
  }

  private Tensor both() {
    var a = any();
    var b = partner(a);
    return switch (random.nextInt(4)) {
      case 0 -> a.add(b);
      case 1 -> a.mul(b);
      case 2 -> a.sub(b);
      default -> a.maximum(b);
    };
  }

  /// A value that stretches to the shape of `a`, or to which it stretches.
  private Tensor partner(Tensor a) {
    var fitting = values.stream().filter(b -> fits(a.shape(), b.shape())).toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  private static boolean fits(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    for (int i = 0; i < rank; i++) {
      int x = a.padded(i, rank);
      int y = b.padded(i, rank);
      if (x != y && x != 1 && y != 1) return false;
    }
    return true;
  }

  private Tensor chosen() {
    var a = any();
    return a.greater(0.1).select(a, partner(a).broadcastLike(a));
  }

  private Tensor reduced() {
    var x = any();
    if (x.shape().rank() == 0) return x.neg();
    int axis = random.nextInt(x.shape().rank());
    return switch (random.nextInt(4)) {
      case 0 -> x.keepSum(axis);
      case 1 -> x.keepMean();
      case 2 -> x.shape().dim(axis) == 0 ? x : x.keepMax(axis);
      default -> x.shape().rank() < 4 ? x.keepSum() : x.keepSum(0, 2, 3);
    };
  }

  private Tensor moved() {
    var x = any();
    return switch (random.nextInt(4)) {
      case 0 -> x.shape().rank() < 2 ? x : x.transpose();
      case 1 -> x.shape().rank() == 4 ? x.transpose(0, 2, 3, 1) : x;
      case 2 -> x.reshape(-1);
      default -> x.shape().rank() == 0 ? x : x.flip(random.nextInt(x.shape().rank()));
    };
  }

  private Tensor cut() {
    var x = any();
    if (x.shape().rank() == 0) return x.square();
    int axis = random.nextInt(x.shape().rank());
    int extent = x.shape().dim(axis);
    if (random.nextBoolean()) return x.pad(axis, random.nextInt(2), 1, 0.5);
    int start = random.nextInt(extent + 1);
    return x.slice(axis, start, random.nextInt(extent - start + 1));
  }

  private Tensor product() {
    var x = any();
    if (x.shape().rank() < 2 || Math.max(x.dim(-1), x.dim(-2)) > LONGEST) return x.abs();
    return random.nextBoolean() ? x.matmul(x.transpose()) : x.transpose().matmul(x).mul(0.1);
  }

  private Tensor convolved() {
    var x = picture();
    int out = 1 + random.nextInt(4);
    var kernel = weights(out, x.dim(1), 3, 2);
    return x.conv2d(kernel, window(3, 2).padding(1).stride(1 + random.nextInt(2)));
  }

  private Tensor weights(int... dims) {
    var key = Tensor.key(random.nextLong(), random.nextInt(100));
    return Tensor.uniform(key, TensorType.of(DType.F32, dims)).sub(0.5);
  }

  private Tensor pooled() {
    var x = picture();
    if (x.dim(2) < 2 || x.dim(3) < 2) return x.mul(2);
    return random.nextBoolean() ? x.maxPool2d(2) : x.avgPool2d(window(2).padding(1));
  }

  private Tensor normalized() {
    var x = picture();
    if (random.nextBoolean()) return x.softmax(1 + random.nextInt(3));
    return x.batchNorm(weights(x.dim(1)), weights(x.dim(1)), 1e-3).getFirst();
  }

  private Tensor joined() {
    var x = any();
    if (x.shape().rank() == 0 || x.shape().size() > LARGEST) return x;
    int axis = random.nextInt(x.shape().rank());
    return x.mul(0.5).concat(axis, x.tanh(), x);
  }

  /// Concatenations each of which is the beginning of the next, with something computed from each,
  /// as in a dense block; others may read all of them.
  private Tensor chained() {
    var x = random.nextBoolean() ? picture() : any();
    int rank = x.shape().rank();
    if (rank == 0 || x.shape().size() > LARGEST / 8) return x;
    int axis = rank == 4 && random.nextInt(3) > 0 ? 1 : random.nextInt(rank);
    boolean nested = random.nextBoolean();
    var parts = new ArrayList<>(List.of(x));
    for (int length = 2 + random.nextInt(3); length > 0; length--) {
      var part = grown(x, axis);
      parts.add(part);
      x = nested ? x.concat(axis, part) : Tensor.concat(parts, axis);
      values.add(x);
      if (random.nextInt(3) == 0) values.add(part);
    }
    return x;
  }

  /// Something like `x`, but for its extent along `axis`.
  private Tensor grown(Tensor x, int axis) {
    boolean map = x.shape().rank() == 4 && axis == 1 && !x.shape().isEmpty();
    if (!map || random.nextInt(4) == 0) {
      int start = random.nextInt(x.dim(axis) + 1);
      return x.tanh().slice(axis, start, random.nextInt(x.dim(axis) - start + 1));
    }
    int channels = x.dim(1);
    int out = 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
    var y = x.batchNorm(weights(channels), weights(channels), 1e-3).getFirst().relu();
    return random.nextBoolean()
        ? y.conv2d(weights(out, channels, 1, 1), window(1))
        : y.conv2d(weights(out, channels, 3, 3), window(3).padding(1));
  }

  private Tensor loss() {
    var x = any();
    if (x.shape().rank() != 2 || x.dim(0) == 0 || x.dim(1) == 0) return x.square().mean();
    var labels = new int[x.dim(0)];
    for (int i = 0; i < labels.length; i++) labels[i] = random.nextInt(x.dim(1));
    return x.crossEntropy(Tensor.of(Shape.of(labels.length), labels));
  }
}
