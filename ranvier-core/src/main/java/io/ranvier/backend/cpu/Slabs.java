package io.ranvier.backend.cpu;

/// Channels cut into slabs of nearly equal width, each of which begins at a multiple of `unit`;
/// none is much narrower than the others, so that each holds a vector where all channels together
/// do.
///
/// @param most about as wide as a slab gets, at least `unit`; none is twice as wide
record Slabs(int channels, int most, int unit) {

  int count() {
    return Math.max(1, Math.min((channels + most - 1) / most, channels / unit));
  }

  /// The first channel of a slab, or behind the last slab's last.
  int start(int slab) {
    return slab == count() ? channels : (int) ((long) slab * channels / count()) / unit * unit;
  }

  int width(int slab) {
    return start(slab + 1) - start(slab);
  }

  /// The width of the widest, in whole units.
  int pitch() {
    int widest = 0;
    for (int slab = 0; slab < count(); slab++) widest = Math.max(widest, width(slab));
    return (widest + unit - 1) / unit * unit;
  }
}
