package io.ranvier.data.picture;

/// How the colour of a pixel becomes one level, each 0 to 255.
public enum GreyRule {
  /// `R`
  RED,

  /// `G`
  GREEN,

  /// `B`
  BLUE,

  /// `max(R, G, B)`: the value of HSV.
  MAXIMUM,

  /// `(R + G + B) / 3`
  MEAN,

  /// `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601, 1982): as eyes weight the colours of old screens;
  /// what JPEG, PIL and OpenCV take for grey.
  BT601,

  /// `0.2126 R + 0.7152 G + 0.0722 B` (ITU-R BT.709, 1990): the same for HDTV and sRGB.
  BT709;

  float of(int red, int green, int blue) {
    return switch (this) {
      case RED -> red;
      case GREEN -> green;
      case BLUE -> blue;
      case MAXIMUM -> Math.max(red, Math.max(green, blue));
      case MEAN -> (red + green + blue) / 3f;
      case BT601 -> (299 * red + 587 * green + 114 * blue) / 1000f;
      case BT709 -> (2126 * red + 7152 * green + 722 * blue) / 10_000f;
    };
  }
}
