package io.ranvier.data;

import io.ranvier.data.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/// How a pixel `p` of 0 to 255 becomes what a network reads: `(p / 255 − mean) / std`.
///
/// @param mean of the training pictures' pixels, in 0 to 1: one number for each channel, or one for
///   all
/// @param std their standard deviations, likewise; positive
public record Normalisation(List<Double> mean, List<Double> std) implements Augmentation {

  public Normalisation {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "normalisation by means %s and stds %s: wants as many, at least 1".formatted(mean, std));
    }
    if (!mean.stream().allMatch(Double::isFinite)
        || !std.stream().allMatch(s -> Double.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException(
          "normalisation by mean %s and std %s: wants finite numbers and std > 0"
              .formatted(mean, std));
    }
  }

  /// One for all channels.
  public Normalisation(double mean, double std) {
    this(List.of(mean), List.of(std));
  }

  /// The mean and standard deviation of each channel of `split`; the deviation is 1 where all
  /// pixels are alike.
  public static Normalisation of(Split split) {
    List<Double> means = new ArrayList<>();
    List<Double> stds = new ArrayList<>();
    for (int channel = 0; channel < split.picture().dim(0); channel++) {
      long[] histogram = split.histogram(channel);
      double count = 0;
      double sum = 0;
      double squares = 0;
      for (int level = 0; level < histogram.length; level++) {
        double p = level / 255.0;
        count += histogram[level];
        sum += histogram[level] * p;
        squares += histogram[level] * p * p;
      }
      double mean = sum / count;
      double variance = squares / count - mean * mean;
      means.add(mean);
      stds.add(variance > 1e-12 ? Math.sqrt(variance) : 1);
    }
    return new Normalisation(means, stds);
  }

  /// One pixel of one channel, 0 to 255.
  public float apply(int channel, double pixel) {
    int i = mean.size() == 1 ? 0 : channel;
    return (float) ((pixel / 255 - mean.get(i)) / std.get(i));
  }

  /// Normalises the picture.
  @Override
  public Example apply(Example example, CounterRandom random) {
    var picture = example.picture();
    var levels = new float[picture.levels().length];
    write(picture, levels, 0);
    return example.withPicture(picture.withLevels(levels));
  }

  /// Writes `picture` normalised into `out` from `offset` on.
  void write(Raster picture, float[] out, int offset) {
    requireChannels(picture.channels());
    float[] levels = picture.levels();
    int plane = picture.height() * picture.width();
    for (int channel = 0; channel < picture.channels(); channel++) {
      int i = mean.size() == 1 ? 0 : channel;
      double m = mean.get(i);
      double s = std.get(i);
      int from = channel * plane;
      for (int at = from; at < from + plane; at++) {
        out[offset + at] = (float) ((levels[at] / 255.0 - m) / s);
      }
    }
  }

  /// What becomes of each of the 256 levels of each channel: `[channels, 256]`.
  float[][] tables(int channels) {
    requireChannels(channels);
    var tables = new float[channels][256];
    for (int channel = 0; channel < channels; channel++) {
      for (int level = 0; level < 256; level++) {
        tables[channel][level] = apply(channel, level);
      }
    }
    return tables;
  }

  private void requireChannels(int channels) {
    if (mean.size() != 1 && mean.size() != channels) {
      throw new IllegalArgumentException(
          "normalisation of %d channels: wants a mean and std for each, or one for all, not %d"
              .formatted(channels, mean.size()));
    }
  }
}
