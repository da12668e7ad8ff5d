package io.ranvier.data;

import java.util.List;
import java.util.Optional;

/// A picture and all that is known about it: what an [Augmentation] changes. Immutable.
///
/// @param label its class
/// @param boxes what is where
/// @param mask `[k, h, w]`, the class of each pixel, or a mask for each of `k` objects
/// @param points key points
public record Example(
    Raster picture, int label, List<Box> boxes, Optional<Raster> mask, List<Point> points) {

  public Example {
    boxes = List.copyOf(boxes);
    points = List.copyOf(points);
    mask.ifPresent(
        m -> {
          if (m.height() != picture.height() || m.width() != picture.width()) {
            throw new IllegalArgumentException(
                "a mask of %s for a picture of %s: wants the same height and width"
                    .formatted(m.shape(), picture.shape()));
          }
        });
  }

  /// A picture with nothing but its class.
  public Example(Raster picture, int label) {
    this(picture, label, List.of(), Optional.empty(), List.of());
  }

  /// With another picture of the same size.
  public Example withPicture(Raster other) {
    return new Example(other, label, boxes, mask, points);
  }

  public Example withBoxes(List<Box> others) {
    return new Example(picture, label, others, mask, points);
  }

  public Example withMask(Raster other) {
    return new Example(picture, label, boxes, Optional.of(other), points);
  }

  public Example withPoints(List<Point> others) {
    return new Example(picture, label, boxes, mask, others);
  }
}
