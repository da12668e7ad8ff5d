package io.ranvier.bench.part;

/// How large the parts' inputs are.
///
/// @param batch pictures, signals, or sequences
/// @param side height and width of a picture
/// @param rows of a matrix
/// @param features of a row
/// @param steps of a sequence
public record Sizes(int batch, int channels, int side, int rows, int features, int steps) {

  /// As large as in networks that people train: 26 MB of pictures, 8 MB of rows.
  public static final Sizes USUAL = new Sizes(32, 64, 56, 2048, 1024, 64);

  /// So small that all parts together take seconds: to see that they run.
  public static final Sizes SMALL = new Sizes(2, 8, 8, 6, 16, 4);

  /// As they lie between convolutions.
  Input pictures() {
    return flatPictures().lastChannels();
  }

  /// Row-major, as data come.
  Input flatPictures() {
    return Input.normal(batch, channels, side, side);
  }

  Input smallPictures() {
    return Input.normal(batch, channels, side / 2, side / 2).lastChannels();
  }

  Input signals() {
    return Input.normal(batch, channels, side * side).lastChannels();
  }

  Input volumes() {
    return Input.normal(batch / 2, channels, 8, side / 2, side / 2).lastChannels();
  }

  Input matrix() {
    return Input.normal(rows, features);
  }

  /// Features of a recurrent or attending layer.
  int hidden() {
    return features / 2;
  }

  Input sequences() {
    return Input.normal(batch, steps, hidden());
  }
}
