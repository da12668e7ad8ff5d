package io.ranvier.data.folder;

import io.ranvier.data.Example;
import io.ranvier.data.Raster;
import io.ranvier.data.augment.Geometry;
import io.ranvier.data.picture.GreyRule;
import io.ranvier.data.picture.Picture;
import io.ranvier.data.random.CounterRandom;
import io.ranvier.type.Shape;
import java.util.Optional;

/// What pictures are brought to, so that all are alike. A picture of other proportions loses what
/// sticks out on both sides: see [Geometry#cover].
///
/// @param grey how colours become one level; three channels remain without
public record PictureForm(int width, int height, Optional<GreyRule> grey) {

  public PictureForm {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "pictureForm: %d x %d; both start at 1".formatted(width, height));
    }
  }

  /// Red, green and blue.
  public static PictureForm colour(int width, int height) {
    return new PictureForm(width, height, Optional.empty());
  }

  public static PictureForm grey(int width, int height, GreyRule rule) {
    return new PictureForm(width, height, Optional.of(rule));
  }

  /// `[c, h, w]`
  Shape shape() {
    return Shape.of(grey.isPresent() ? 1 : 3, height, width);
  }

  /// The picture so: `[c, h, w]`, unsigned bytes.
  public byte[] of(Picture picture) {
    // Nothing is drawn: what covers a picture is in its middle.
    var draws = new CounterRandom(0, 0, 0);
    var covered = Geometry.cover(height, width).apply(new Example(raster(picture), 0), draws);
    float[] levels = covered.picture().levels();
    var image = new byte[levels.length];
    for (int i = 0; i < image.length; i++) image[i] = (byte) Math.round(levels[i]);
    return image;
  }

  private Raster raster(Picture picture) {
    if (grey.isEmpty()) return picture.toRaster();
    float[] levels = picture.grey(grey.get()).toArray();
    return new Raster(1, picture.height(), picture.width(), levels);
  }
}
