package io.ranvier.data.picture;

import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import org.w3c.dom.Element;

/// How a camera was held: what turns the stored picture upright. In the order of EXIF's 1 to 8.
enum Orientation {
  UPRIGHT("Normal"),
  MIRRORED("FlipH"),
  HALF_TURN("Rotate180"),
  UPSIDE_DOWN_MIRROR("FlipV"),
  TRANSPOSED("FlipVRotate90"),
  QUARTER_TURN_RIGHT("Rotate270"),
  TRANSVERSE("FlipHRotate90"),
  QUARTER_TURN_LEFT("Rotate90");

  /// In `javax_imageio_1.0`, which counts turns counter-clockwise.
  private final String standardName;

  Orientation(String standardName) {
    this.standardName = standardName;
  }

  /// As the file says, or upright where it does not.
  static Orientation of(IIOMetadata metadata) {
    if (metadata.isStandardMetadataFormatSupported()
        && metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName)
            instanceof Element tree
        && tree.getElementsByTagName("ImageOrientation").item(0) instanceof Element element) {
      for (var orientation : values()) {
        if (orientation.standardName.equals(element.getAttribute("value"))) {
          return orientation;
        }
      }
    }
    return UPRIGHT;
  }

  /// Whether upright pictures are as wide as stored ones are high.
  boolean swapsSides() {
    return switch (this) {
      case UPRIGHT, MIRRORED, HALF_TURN, UPSIDE_DOWN_MIRROR -> false;
      case TRANSPOSED, QUARTER_TURN_RIGHT, TRANSVERSE, QUARTER_TURN_LEFT -> true;
    };
  }

  /// The stored column that shows at `(x, y)` of the upright picture.
  int storedX(int x, int y, int storedWidth) {
    return switch (this) {
      case UPRIGHT, UPSIDE_DOWN_MIRROR -> x;
      case MIRRORED, HALF_TURN -> storedWidth - 1 - x;
      case TRANSPOSED, QUARTER_TURN_RIGHT -> y;
      case TRANSVERSE, QUARTER_TURN_LEFT -> storedWidth - 1 - y;
    };
  }

  /// The stored row that shows at `(x, y)` of the upright picture.
  int storedY(int x, int y, int storedHeight) {
    return switch (this) {
      case UPRIGHT, MIRRORED -> y;
      case HALF_TURN, UPSIDE_DOWN_MIRROR -> storedHeight - 1 - y;
      case TRANSPOSED, QUARTER_TURN_LEFT -> x;
      case QUARTER_TURN_RIGHT, TRANSVERSE -> storedHeight - 1 - x;
    };
  }
}
