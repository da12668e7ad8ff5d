package io.ranvier.data.folder;

import io.ranvier.data.picture.Grey;
import io.ranvier.data.picture.GreyRule;
import io.ranvier.data.picture.Picture;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What pictures are brought to, so that all are alike. A picture of other proportions loses what
/// sticks out on both sides; each new pixel is the mean of the area that it covers.
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
    var image = new byte[(int) shape().size()];
    int at = 0;
    for (var channel : channels(picture)) {
      for (float level : channel.cover(width, height).toArray()) {
        image[at++] = (byte) Math.round(level);
      }
    }
    return image;
  }

  private List<Grey> channels(Picture picture) {
    var rules = grey.map(List::of).orElse(List.of(GreyRule.RED, GreyRule.GREEN, GreyRule.BLUE));
    var channels = new ArrayList<Grey>();
    for (var rule : rules) channels.add(picture.grey(rule));
    return channels;
  }
}
