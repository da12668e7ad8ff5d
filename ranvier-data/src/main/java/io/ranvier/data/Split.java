package io.ranvier.data;

import io.ranvier.type.Shape;
import java.util.Arrays;

/// Labelled pictures in memory: `images: [n, c, h, w]`, one unsigned byte a value, and `n` labels.
/// Immutable.
public final class Split {
  private final Shape picture;
  private final byte[] images;
  private final byte[] labels;

  /// Takes over both arrays; the caller must not change them afterwards.
  ///
  /// @param picture `[c, h, w]`
  /// @param classes how many classes there are, at most 256: labels are 0 to `classes − 1`
  /// @throws DataException if the numbers of pictures and labels differ, none came, or a label is
  ///   out of range
  public Split(Shape picture, byte[] images, byte[] labels, int classes) {
    if (picture.rank() != 3 || picture.size() == 0) {
      throw new IllegalArgumentException("a picture is [c, h, w] with c, h, w > 0, not " + picture);
    }
    if (images.length != labels.length * picture.size()) {
      throw new DataException(
          "%d pixel values make %s pictures of %s, but there are %d labels: both must be of one set"
              .formatted(
                  images.length,
                  images.length % picture.size() == 0 ? images.length / picture.size() : "no whole",
                  picture,
                  labels.length));
    }
    if (labels.length == 0) {
      throw new DataException("no pictures: at least one is needed");
    }
    for (int i = 0; i < labels.length; i++) {
      if (Byte.toUnsignedInt(labels[i]) >= classes) {
        throw new DataException(
            "label %d of picture %d is out of range: the %d classes are 0 to %d"
                .formatted(Byte.toUnsignedInt(labels[i]), i, classes, classes - 1));
      }
    }
    this.picture = picture;
    this.images = images;
    this.labels = labels;
  }

  /// How many pictures there are.
  public int count() {
    return labels.length;
  }

  /// `[c, h, w]`.
  public Shape picture() {
    return picture;
  }

  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  /// A copy of the picture: `[c, h, w]`, unsigned bytes.
  public byte[] image(int index) {
    int size = size();
    var image = new byte[size];
    System.arraycopy(images, index * size, image, 0, size);
    return image;
  }

  /// The first `limit` pictures, or all where there are fewer.
  public Split first(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("first %d pictures: wants at least 1".formatted(limit));
    }
    int kept = Math.min(limit, count());
    return new Split(
        picture, Arrays.copyOf(images, kept * size()), Arrays.copyOf(labels, kept), 256);
  }

  /// A picture with its label, levels of 0 to 255.
  public Example example(int index) {
    var levels = new float[size()];
    int from = index * levels.length;
    for (int i = 0; i < levels.length; i++) {
      levels[i] = images[from + i] & 0xFF;
    }
    var raster = new Raster(picture.dim(0), picture.dim(1), picture.dim(2), levels);
    return new Example(raster, label(index));
  }

  /// How often each of the 256 levels occurs in a channel.
  long[] histogram(int channel) {
    var histogram = new long[256];
    int plane = plane();
    for (int i = 0; i < count(); i++) {
      int from = i * size() + channel * plane;
      for (int at = from; at < from + plane; at++) {
        histogram[Byte.toUnsignedInt(images[at])]++;
      }
    }
    return histogram;
  }

  /// Writes picture `index`, each value looked up in its channel's row of `tables: [c, 256]`, into
  /// `out` from `offset` on.
  void copy(int index, float[][] tables, float[] out, int offset) {
    int plane = plane();
    int from = index * size();
    for (int channel = 0; channel < tables.length; channel++) {
      float[] table = tables[channel];
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        out[offset + i] = table[images[from + i] & 0xFF];
      }
    }
  }

  private int size() {
    return (int) picture.size();
  }

  private int plane() {
    return picture.dim(1) * picture.dim(2);
  }
}
