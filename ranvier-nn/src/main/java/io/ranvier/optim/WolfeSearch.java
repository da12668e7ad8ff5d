package io.ranvier.optim;

/// The search along a direction for a point that meets the strong Wolfe conditions: the loss has
/// fallen in proportion to the way, and the slope has flattened (Nocedal and Wright, 2006,
/// "Numerical optimization", algorithms 3.5 and 3.6; trial points and tie breaks as in PyTorch).
///
/// @param line the loss along the direction
/// @param start its beginning, where the slope is negative
/// @param size the largest magnitude of the direction
/// @param tolerance brackets smaller than this are not divided
record WolfeSearch(Line line, Point start, double size, double tolerance) {
  private static final double DESCENT = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MOST = 25;

  /// A function of one number.
  @FunctionalInterface
  interface Line {
    Point at(double t);
  }

  /// Where the line was evaluated.
  ///
  /// @param loss the loss there
  /// @param slope its derivative along the line
  /// @param gradient all of its derivatives
  @SuppressWarnings("ArrayRecordComponent") // one point, one array
  record Point(double t, double loss, double slope, double[] gradient) {}

  /// @param evaluations how many points were looked at
  record Found(Point point, int evaluations) {}

  /// Two points with a good one between them, the better one first.
  private record Bracket(Point low, Point high) {
    static Bracket of(Point a, Point b) {
      return a.loss <= b.loss ? new Bracket(a, b) : new Bracket(b, a);
    }

    double from() {
      return Math.min(low.t, high.t);
    }

    double to() {
      return Math.max(low.t, high.t);
    }
  }

  Found from(double t) {
    var before = start;
    var now = line.at(t);
    int tried = 0;
    while (tried < MOST) {
      if (rises(now) || tried > 1 && now.loss >= before.loss) break;
      if (isFlat(now)) return new Found(now, tried + 1);
      if (now.slope >= 0) break;
      double least = now.t + 0.01 * (now.t - before.t);
      var next = line.at(cubic(before, now, least, now.t * 10));
      before = now;
      now = next;
      tried++;
    }
    return zoom(tried == MOST ? Bracket.of(start, now) : bracket(before, now), tried);
  }

  /// In the order in which they were found: of equal losses the earlier point is the low one.
  private static Bracket bracket(Point before, Point now) {
    return Bracket.of(before, now);
  }

  private Found zoom(Bracket bracket, int tried) {
    boolean stalled = false;
    while (tried < MOST && (bracket.to() - bracket.from()) * size >= tolerance) {
      double t = cubic(bracket.low, bracket.high, bracket.from(), bracket.to());
      double margin = 0.1 * (bracket.to() - bracket.from());
      if (Math.min(bracket.to() - t, t - bracket.from()) < margin) {
        if (stalled || t >= bracket.to() || t <= bracket.from()) {
          boolean isNearEnd = Math.abs(t - bracket.to()) < Math.abs(t - bracket.from());
          t = isNearEnd ? bracket.to() - margin : bracket.from() + margin;
          stalled = false;
        } else {
          stalled = true;
        }
      } else {
        stalled = false;
      }
      var now = line.at(t);
      tried++;
      if (rises(now) || now.loss >= bracket.low.loss) {
        bracket =
            now.loss < bracket.low.loss
                ? new Bracket(now, bracket.low)
                : new Bracket(bracket.low, now);
      } else {
        if (isFlat(now)) return new Found(now, tried + 1);
        boolean turned = now.slope * (bracket.high.t - bracket.low.t) >= 0;
        bracket = new Bracket(now, turned ? bracket.low : bracket.high);
      }
    }
    return new Found(bracket.low, tried + 1);
  }

  private boolean rises(Point p) {
    return p.loss > start.loss + DESCENT * p.t * start.slope;
  }

  private boolean isFlat(Point p) {
    return Math.abs(p.slope) <= -CURVATURE * start.slope;
  }

  /// The minimum of the cubic through two points with these slopes, within bounds.
  private static double cubic(Point a, Point b, double least, double most) {
    var left = a.t <= b.t ? a : b;
    var right = a.t <= b.t ? b : a;
    double d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.t - right.t);
    double square = d1 * d1 - left.slope * right.slope;
    if (!(square >= 0)) return (least + most) / 2;
    double d2 = Math.sqrt(square);
    double t =
        right.t
            - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
    return Math.min(Math.max(t, least), most);
  }
}
