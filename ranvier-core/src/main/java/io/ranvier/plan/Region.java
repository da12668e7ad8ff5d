package io.ranvier.plan;

import org.jspecify.annotations.Nullable;

/// A stretch of memory of a plan: a leaf's or a result's own, a place in the arena, or a part of
/// another region.
final class Region {
  enum Place {
    ARENA,
    LEAF,
    RESULT
  }

  private final Place place;
  private final int index;
  private final long bytes;

  /// The length of its rows in elements where tasks write parts of them; else 0.
  private final long pitch;

  private @Nullable Region base;
  private long offset;

  private Region(Place place, int index, long bytes, long pitch) {
    this.place = place;
    this.index = index;
    this.bytes = bytes;
    this.pitch = pitch;
  }

  static Region arena(long bytes) {
    return new Region(Place.ARENA, -1, bytes, 0);
  }

  /// A place for rows of `pitch` elements, of which each of several tasks writes a part.
  static Region rows(long bytes, long pitch) {
    return new Region(Place.ARENA, -1, bytes, pitch);
  }

  static Region leaf(int index, long bytes) {
    return new Region(Place.LEAF, index, bytes, 0);
  }

  static Region result(int index, long bytes) {
    return new Region(Place.RESULT, index, bytes, 0);
  }

  /// Where this region is after all: the region that it is a part of, or itself.
  Region root() {
    return base == null ? this : base.root();
  }

  Place place() {
    return root().place;
  }

  /// The number of the leaf or the result.
  int index() {
    return root().index;
  }

  long bytes() {
    return bytes;
  }

  long pitch() {
    return pitch;
  }

  boolean isAlias() {
    return base != null;
  }

  /// Becomes the part of `base` from `offset` bytes on.
  void alias(Region base, long offset) {
    this.base = base;
    this.offset = offset;
  }

  /// The place of a region of the arena in it.
  void place(long offset) {
    this.offset = offset;
  }

  /// Bytes from the start of the arena, or of the leaf or result.
  long offset() {
    return base == null ? offset : offset + base.offset();
  }
}
