package io.ranvier.data.picture;

/// Makes any picture look like one of MNIST or Fashion-MNIST: bright on black, 28 × 28.
///
/// A picture whose border is bright is inverted, and the border's level is taken for black. One of
/// 28 × 28 is taken for a data set's own: it is inverted where needed and else left as it is.
public enum Likeness {
  /// The whole picture, its longer side fitted to 28.
  WHOLE,

  /// The ink alone, as MNIST was made: fitted into 20 × 20, then moved so that its centre of mass
  /// is the centre. A digit drawn anywhere, of any size, with any pen, comes out alike.
  DIGIT;

  private static final int SIDE = 28;
  private static final int BOX = 20;

  /// Below this share of the brightest ink it is paper.
  private static final double PAPER = 0.1;

  /// From this share on it counts for the digit's extent.
  private static final double INK = 0.2;

  /// Levels that differ less are no drawing.
  private static final double FAINT = 8;

  /// What a network that has learned from such pictures should be shown: `[1, 28, 28]`, 0 to 255.
  public float[] of(Picture picture) {
    var grey = picture.grey();
    if (grey.borderMean() > 127.5) {
      grey = grey.linear(-1, 255);
    }
    if (grey.width() == SIDE && grey.height() == SIDE) {
      return grey.toArray();
    }
    return switch (this) {
      case WHOLE -> whole(grey).toArray();
      case DIGIT -> digit(grey).toArray();
    };
  }

  private static Grey whole(Grey grey) {
    double black = grey.borderMean();
    double scale = 255 / (255 - black);
    var small = shrink(grey.linear(scale, -black * scale), SIDE);
    return small.on(SIDE, (SIDE - small.width()) / 2, (SIDE - small.height()) / 2);
  }

  private static Grey digit(Grey grey) {
    double black = grey.borderMean();
    double contrast = grey.max() - black;
    if (contrast < FAINT) {
      return new Grey(SIDE, SIDE, new float[SIDE * SIDE]);
    }
    double scale = 255 / (contrast * (1 - PAPER));
    var ink = grey.linear(scale, -(black + PAPER * contrast) * scale);
    var small = shrink(inkBox(ink), BOX);
    // A thin line has lost brightness on its way down.
    return centreByMass(small.linear(255 / small.max(), 0));
  }

  private static Grey shrink(Grey grey, int side) {
    double scale = (double) side / Math.max(grey.width(), grey.height());
    return grey.resize(
        Math.max(1, (int) Math.round(grey.width() * scale)),
        Math.max(1, (int) Math.round(grey.height() * scale)));
  }

  private static Grey inkBox(Grey ink) {
    int left = ink.width();
    int right = -1;
    int top = ink.height();
    int bottom = -1;
    for (int y = 0; y < ink.height(); y++) {
      for (int x = 0; x < ink.width(); x++) {
        if (ink.at(x, y) >= INK * 255) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return ink.crop(left, top, right - left + 1, bottom - top + 1);
  }

  private static Grey centreByMass(Grey grey) {
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int y = 0; y < grey.height(); y++) {
      for (int x = 0; x < grey.width(); x++) {
        mass += grey.at(x, y);
        massX += grey.at(x, y) * x;
        massY += grey.at(x, y) * y;
      }
    }
    // MNIST's pictures have it at the pixel (14, 14), half a pixel beyond the very middle.
    int left = (int) Math.round(SIDE / 2.0 - massX / mass);
    int top = (int) Math.round(SIDE / 2.0 - massY / mass);
    return grey.on(
        SIDE, Math.clamp(left, 0, SIDE - grey.width()), Math.clamp(top, 0, SIDE - grey.height()));
  }
}
