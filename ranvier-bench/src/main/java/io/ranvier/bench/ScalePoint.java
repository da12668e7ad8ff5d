package io.ranvier.bench;

import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One size of a plain convolutional network, its pictures and its batch; all but one measure are
/// the usual ones.
///
/// @param axis the measure that is varied
/// @param value its value
public record ScalePoint(Axis axis, int value) {

  /// What is varied: four values each, of which each is twice the one before.
  public enum Axis {
    /// Pictures of a step; else 16.
    BATCH(8, 16),
    /// Channels of every convolution; else 32.
    WIDTH(16, 32),
    /// Convolutions; else 4.
    DEPTH(2, 4),
    /// Height and width of a picture; else 32.
    SIDE(16, 32);

    private static final int POINTS = 4;

    private final int first;
    private final int usual;

    Axis(int first, int usual) {
      this.first = first;
      this.usual = usual;
    }

    /// `batch`
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// All points of `axis`, from the smallest.
  public static List<ScalePoint> of(Axis axis) {
    var points = new ArrayList<ScalePoint>();
    for (int i = 0; i < Axis.POINTS; i++) points.add(new ScalePoint(axis, axis.first << i));
    return points;
  }

  private int on(Axis asked) {
    return asked == axis ? value : asked.usual;
  }

  public int batch() {
    return on(Axis.BATCH);
  }

  /// What times a step at this point.
  public StepBenchmark benchmark(boolean train) {
    int side = on(Axis.SIDE);
    var model = new ScaledNet(on(Axis.WIDTH), on(Axis.DEPTH));
    var input = Shape.of(batch(), 3, side, side);
    var step = Workload.classification(model, input, ScaledNet.CLASSES, train);
    return new StepBenchmark(step, batch());
  }
}
