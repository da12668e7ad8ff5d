package io.ranvier.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Which numbers an input of a [Sample] is filled with. Samples choose so that they stay away from
/// the places where a function has no derivative.
public sealed interface Draw {

  /// `count` numbers.
  double[] numbers(int count, SplittableRandom random);

  /// Anything in `[low, high)`.
  record Uniform(double low, double high) implements Draw {
    @Override
    public double[] numbers(int count, SplittableRandom random) {
      return IntStream.range(0, count).mapToDouble(_ -> random.nextDouble(low, high)).toArray();
    }
  }

  /// Of either sign, with a magnitude in `[low, high)`.
  record Signed(double low, double high) implements Draw {
    @Override
    public double[] numbers(int count, SplittableRandom random) {
      return IntStream.range(0, count)
          .mapToDouble(_ -> random.nextDouble(low, high) * (random.nextBoolean() ? 1 : -1))
          .toArray();
    }
  }

  /// Evenly spaced in `[low, high]`, in random order: no two are close to each other.
  record Distinct(double low, double high) implements Draw {
    @Override
    public double[] numbers(int count, SplittableRandom random) {
      var numbers = new double[count];
      for (int i = 0; i < count; i++) {
        int j = random.nextInt(i + 1);
        numbers[i] = numbers[j];
        numbers[j] = low + (high - low) * (i + 0.5) / count;
      }
      return numbers;
    }
  }

  /// Integers in `[low, high)`.
  record Integers(int low, int high) implements Draw {
    @Override
    public double[] numbers(int count, SplittableRandom random) {
      return IntStream.range(0, count).mapToDouble(_ -> random.nextInt(low, high)).toArray();
    }
  }

  /// These, in row-major order.
  record Fixed(List<Double> numbers) implements Draw {
    public Fixed {
      numbers = List.copyOf(numbers);
    }

    @Override
    public double[] numbers(int count, SplittableRandom random) {
      if (count != numbers.size()) {
        throw new IllegalArgumentException(
            "%d numbers for %d elements".formatted(numbers.size(), count));
      }
      return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
