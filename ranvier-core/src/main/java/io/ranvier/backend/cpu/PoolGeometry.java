package io.ranvier.backend.cpu;

import io.ranvier.backend.Layout;
import io.ranvier.type.Shape;
import io.ranvier.type.Span;
import io.ranvier.type.Window;

/// Which elements of a picture a pooling window sees at each of its positions, and at which
/// positions it sees an element. Pictures have their channels contiguous.
final class PoolGeometry {

  /// One axis of the window.
  static final class Side {
    final int extent;
    final int positions;
    final Span span;

    /// For each position the taps that fall into the picture, from `first` to before `end`.
    final int[] first;

    final int[] end;

    /// For each element of the picture the positions that may see it, from `from` to before `upTo`.
    final int[] from;

    final int[] upTo;

    Side(Span span, int extent) {
      this.span = span;
      this.extent = extent;
      positions = span.positions(extent);
      first = new int[positions];
      end = new int[positions];
      for (int p = 0; p < positions; p++) {
        int start = p * span.stride() - span.before();
        first[p] = Math.clamp(-Math.floorDiv(start, span.dilation()), 0, span.size());
        int taps = -Math.floorDiv(start - extent, span.dilation());
        end[p] = Math.clamp(taps, first[p], span.size());
      }
      from = new int[extent];
      upTo = new int[extent];
      for (int i = 0; i < extent; i++) {
        int at = i + span.before();
        int earliest = -Math.floorDiv(span.extent() - 1 - at, span.stride());
        from[i] = Math.clamp(earliest, 0, positions);
        upTo[i] = Math.clamp(at / span.stride() + 1L, from[i], positions);
      }
    }

    boolean seesEverywhere() {
      for (int p = 0; p < positions; p++) if (first[p] == end[p]) return false;
      return true;
    }

    /// The element at which the window's first tap falls at position `p`.
    int start(int p) {
      return p * span.stride() - span.before();
    }

    /// Whether one of the taps at position `p` falls on element `i`, given that `i` lies under the
    /// window.
    boolean sees(int p, int i) {
      return span.dilation() == 1 || (i - start(p)) % span.dilation() == 0;
    }
  }

  /// Where the elements of a picture lie, in bytes; those of the channels follow each other.
  record Place(long offset, long picture, long row, long pixel) {
    static Place of(Layout layout) {
      return new Place(
          4 * layout.offset(), 4 * layout.stride(0), 4 * layout.stride(2), 4 * layout.stride(3));
    }

    long at(int picture, int row) {
      return offset + picture * this.picture + row * this.row;
    }
  }

  final int pictures;
  final int channels;
  final Side high;
  final Side wide;
  final Window window;

  PoolGeometry(Window window, Shape picture) {
    this.window = window;
    pictures = picture.dim(0);
    channels = picture.dim(1);
    high = new Side(window.height(), picture.dim(2));
    wide = new Side(window.width(), picture.dim(3));
  }

  /// What a row of `y` costs, roughly, in floating-point operations.
  long cost() {
    return 4L * window.taps() * wide.positions * Math.max(channels, 16);
  }

  /// Whether the window sees an element at each of its positions. (With dilation, padding that is
  /// allowed can still leave a position without.)
  boolean seesEverywhere() {
    return high.seesEverywhere() && wide.seesEverywhere();
  }

  String describe() {
    return "%dx%dx%dx%d %s".formatted(pictures, high.extent, wide.extent, channels, window);
  }
}
