package io.ranvier.backend.cpu;

/// Channels cut into slabs of nearly equal width, each of which begins at a multiple of a unit;
/// none is much narrower than the others, so that each holds a vector where all channels together
/// do.
final class Slabs {
  private final int channels;
  private final int[] starts;
  private final int pitch;

  /// @param most about as wide as a slab gets, at least `unit`; none is twice as wide
  Slabs(int channels, int most, int unit) {
    this.channels = channels;
    int count = Math.max(1, Math.min((channels + most - 1) / most, channels / unit));
    starts = new int[count + 1];
    starts[count] = channels;
    int widest = 0;
    for (int slab = count - 1; slab >= 0; slab--) {
      starts[slab] = (int) ((long) slab * channels / count) / unit * unit;
      widest = Math.max(widest, width(slab));
    }
    pitch = (widest + unit - 1) / unit * unit;
  }

  int channels() {
    return channels;
  }

  int count() {
    return starts.length - 1;
  }

  /// The first channel of a slab.
  int start(int slab) {
    return starts[slab];
  }

  int width(int slab) {
    return starts[slab + 1] - starts[slab];
  }

  /// The width of the widest, in whole units.
  int pitch() {
    return pitch;
  }
}
