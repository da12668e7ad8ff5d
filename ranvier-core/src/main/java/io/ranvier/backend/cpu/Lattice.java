package io.ranvier.backend.cpu;

/// Pixels of pictures that lie in rows and columns: `(top + rowStep·q, left + columnStep·r)` of
/// each picture.
///
/// @param pictureHeight rows of a whole picture
/// @param pictureWidth columns of a whole picture
record Lattice(
    int pictureHeight, int pictureWidth, int top, int left, int rowStep, int columnStep) {

  /// Every pixel.
  static Lattice whole(int height, int width) {
    return new Lattice(height, width, 0, 0, 1, 1);
  }

  /// The number of rows.
  int height() {
    return Math.max(0, Math.ceilDiv(pictureHeight - top, rowStep));
  }

  /// The number of columns.
  int width() {
    return Math.max(0, Math.ceilDiv(pictureWidth - left, columnStep));
  }

  /// Which pixel of all pictures it is that lies in row `row` and column `column` here.
  long pixel(int image, int row, int column) {
    long y = (long) image * pictureHeight + top + (long) row * rowStep;
    return y * pictureWidth + left + (long) column * columnStep;
  }

  /// From one row to the next, in pixels.
  long line() {
    return (long) rowStep * pictureWidth;
  }
}
