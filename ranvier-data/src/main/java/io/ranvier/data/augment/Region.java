package io.ranvier.data.augment;

import io.ranvier.data.Box;
import io.ranvier.data.Point;

/// A rectangle of the old picture as a new one: cut out as it is, or resized. One that is cut out
/// may reach beyond the picture; one that is resized must not.
///
/// @param left the first column
/// @param top the first row
/// @param regionWidth how many columns
/// @param regionHeight how many rows
public record Region(int left, int top, int regionWidth, int regionHeight, int width, int height)
    implements Mapping {

  public Region {
    Arguments.requireSize("region", regionHeight, regionWidth);
    Arguments.requireSize("region", height, width);
  }

  /// As it is.
  public static Region cut(int left, int top, int width, int height) {
    return new Region(left, top, width, height, width, height);
  }

  /// Whether nothing is resized.
  boolean isCut() {
    return width == regionWidth && height == regionHeight;
  }

  @Override
  public Point forward(Point place) {
    return new Point(
        (place.x() - left) * width / regionWidth, (place.y() - top) * height / regionHeight);
  }

  @Override
  public Box forward(Box box) {
    var first = forward(new Point(box.left(), box.top()));
    var last = forward(new Point(box.right(), box.bottom()));
    return new Box(box.label(), first.x(), first.y(), last.x(), last.y());
  }
}
