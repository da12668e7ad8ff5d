package io.ranvier.data.random;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A random stream that is a pure function of `(seed, stream, index)`: draw number `k` is `mix(key
/// + k · γ)` with the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). Whoever draws for item
///   `index` gets the same numbers, in whatever order and on whatever thread the items are made.
public final class CounterRandom implements RandomGenerator {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long key;
  private long counter;

  public CounterRandom(long seed, long stream, long index) {
    key = mix(mix(mix(seed + GOLDEN) + stream * GOLDEN) + index * GOLDEN);
  }

  private static long mix(long bits) {
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  @Override
  public long nextLong() {
    return mix(key + ++counter * GOLDEN);
  }

  /// Uniform in `[0, bound)`; the bias is below `bound / 2⁶⁴`.
  public int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /// 0 to `count − 1` in any order, each as likely.
  public int[] permutation(int count) {
    var items = new int[count];
    Arrays.setAll(items, i -> i);
    for (int last = count - 1; last > 0; last--) {
      int other = below(last + 1);
      int item = items[last];
      items[last] = items[other];
      items[other] = item;
    }
    return items;
  }

  /// Uniform in `[low, high)`.
  public double between(double low, double high) {
    return low + (high - low) * ((nextLong() >>> 11) * 0x1p-53);
  }

  /// Mean 0, variance 1, nearly normal, and never beyond ±3.47: the scaled sum of four uniform
  /// draws. Without a logarithm it has the same bits on every machine.
  public double bell() {
    double sum = between(-0.5, 0.5) + between(-0.5, 0.5) + between(-0.5, 0.5) + between(-0.5, 0.5);
    return sum * Math.sqrt(3);
  }
}
