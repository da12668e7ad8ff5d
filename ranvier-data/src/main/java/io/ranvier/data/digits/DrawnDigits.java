package io.ranvier.data.digits;

import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Split;
import io.ranvier.data.hash.Sha256;
import io.ranvier.data.random.CounterRandom;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Digits drawn on the spot, in the likeness of MNIST: white ink on black, 28 × 28, in a box of 20
/// × 20 that is centred by its mass. A stand-in where the real ones are out of reach.
///
/// Each picture is one of several ways to write its digit, slanted, turned, stretched and wobbled
/// by a simulated [Hand], inked by a [Pen], with a little noise in the ink. Picture `i` is a
/// function of the seed and `i` alone.
public final class DrawnDigits {
  private static final int SIDE = 28;
  private static final int BOX = 20;
  private static final int DIGITS = 10;
  private static final long SEED = 1;

  private DrawnDigits() {}

  /// As many as MNIST has: 60,000 and 10,000. Always the same ones.
  public static Dataset dataset() {
    return dataset(60_000, 10_000, SEED);
  }

  /// @param trainCount how many pictures to learn from
  /// @param testCount how many pictures to be examined on
  public static Dataset dataset(int trainCount, int testCount, long seed) {
    byte[] trainImages = draw(trainCount, seed, 0);
    byte[] testImages = draw(testCount, seed, 1);
    byte[] trainLabels = labels(trainCount);
    byte[] testLabels = labels(testCount);
    var picture = Shape.of(1, SIDE, SIDE);
    var train = new Split(picture, trainImages, trainLabels, DIGITS);
    var hashes =
        List.of(trainImages, trainLabels, testImages, testLabels).stream()
            .map(part -> Sha256.digest().digest(part))
            .toList();
    return new Dataset(
        "drawn-digits",
        IntStream.range(0, DIGITS).mapToObj(Integer::toString).toList(),
        train,
        new Split(picture, testImages, testLabels, DIGITS),
        Normalisation.of(train),
        Sha256.ofHashes(hashes));
  }

  private static byte[] labels(int count) {
    var labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % DIGITS);
    }
    return labels;
  }

  private static byte[] draw(int count, long seed, long stream) {
    var images = new byte[count * SIDE * SIDE];
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> draw(i % DIGITS, new CounterRandom(seed, stream, i), images, i));
    return images;
  }

  private static void draw(int digit, CounterRandom random, byte[] images, int index) {
    var glyph = Glyphs.draw(digit, random);
    var hand = new Hand(random);
    var pen = new Pen(random);
    var trace = hand.write(glyph);
    // As in MNIST, whose mass is centred on the pixel (14, 14).
    double middle = SIDE / 2.0 + 0.5;
    trace.place(BOX - pen.width(), middle + 0.4 * random.bell(), middle + 0.4 * random.bell());
    var coverage = new float[SIDE * SIDE];
    pen.draw(trace, coverage, SIDE);
    for (int pixel = 0; pixel < coverage.length; pixel++) {
      if (coverage[pixel] > 0) {
        double level = 255 * coverage[pixel] + random.between(-12, 12);
        images[index * coverage.length + pixel] = (byte) Math.round(Math.clamp(level, 0.0, 255.0));
      }
    }
  }
}
