package io.ranvier.data.augment;

import io.ranvier.data.Box;
import io.ranvier.data.Point;

/// Which place of an old picture shows at each place of a new one.
public sealed interface Mapping permits Region, Projection, Displacement {

  /// Of the new picture.
  int width();

  /// Of the new picture.
  int height();

  /// Where in the new picture an old place shows.
  Point forward(Point place);

  /// The smallest box of the new picture around all that `box` held.
  Box forward(Box box);
}
