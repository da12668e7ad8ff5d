package io.ranvier.cli.report;

import io.ranvier.metric.Score;
import io.ranvier.train.Epoch;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// How loss and accuracy went, epoch by epoch, on what was learned from and on what was not.
public final class Curves {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 360;

  // Told apart also by those who do not see red and green as different.
  private static final Color TRAINING = new Color(0x00, 0x72, 0xb2);
  private static final Color TEST = new Color(0xd5, 0x5e, 0x00);

  private Curves() {}

  /// The text of an SVG file.
  public static String svg(List<Epoch> epochs) {
    return Svg.of(
        List.of(
            chart("Loss", epochs, Score::loss),
            chart("Accuracy (%)", epochs, score -> 100 * score.accuracy())));
  }

  private static XYChart chart(String title, List<Epoch> epochs, ToDoubleFunction<Score> measure) {
    var chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
    Svg.style(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setXAxisMin(1.0).setXAxisMax((double) Math.max(2, epochs.size()));
    chart.getStyler().setXAxisDecimalPattern("0").setYAxisDecimalPattern("0.####");
    chart.getStyler().setXAxisTickMarkSpacingHint(40);
    add(chart, "training", TRAINING, epochs, epoch -> measure.applyAsDouble(epoch.training()));
    var tested = epochs.stream().filter(epoch -> epoch.test().isPresent()).toList();
    add(chart, "test", TEST, tested, epoch -> measure.applyAsDouble(epoch.test().orElseThrow()));
    return chart;
  }

  /// Draws what can be drawn: of a training that ran away the last loss may be infinite.
  private static void add(
      XYChart chart, String name, Color color, List<Epoch> epochs, ToDoubleFunction<Epoch> y) {
    var finite = epochs.stream().filter(e -> Double.isFinite(y.applyAsDouble(e))).toList();
    if (finite.isEmpty()) return;
    chart
        .addSeries(
            name,
            finite.stream().mapToDouble(Epoch::number).toArray(),
            finite.stream().mapToDouble(y).toArray())
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(color)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(2));
  }
}
