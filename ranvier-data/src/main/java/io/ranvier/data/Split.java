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

  /// How often each of the 256 levels occurs.
  long[] histogram() {
    var histogram = new long[256];
    for (byte value : images) {
      histogram[Byte.toUnsignedInt(value)]++;
    }
    return histogram;
  }

  /// Writes picture `index`, each value looked up in `table: [256]`, into `out` from `offset` on.
  void copy(int index, float[] table, float[] out, int offset) {
    int size = size();
    int from = index * size;
    for (int i = 0; i < size; i++) {
      out[offset + i] = table[images[from + i] & 0xFF];
    }
  }

  private int size() {
    return (int) picture.size();
  }
}
