package io.ranvier.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// How the time of a step grows: a curve for each system over each axis, both on a scale of
/// logarithms.
public final class ScaleChart {
  private static final int SIDE = 360;

  // Told apart also by those who do not see red and green as different.
  private static final List<Color> COLORS =
      List.of(
          new Color(0x00, 0x72, 0xb2), new Color(0xd5, 0x5e, 0x00), new Color(0x00, 0x9e, 0x73));

  private ScaleChart() {}

  /// The text of an SVG file.
  public static String svg(List<ScaleTime> times) {
    var axes = times.stream().map(ScaleTime::axis).distinct().toList();
    return Svg.of(axes.stream().map(axis -> chart(axis, times)).toList());
  }

  private static XYChart chart(String axis, List<ScaleTime> times) {
    var chart =
        new XYChartBuilder()
            .width(SIDE)
            .height(SIDE)
            .title("Step (ms) by " + axis)
            .xAxisTitle(axis)
            .build();
    Svg.style(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.setCustomXAxisTickLabelsFormatter(ScaleChart::powerOfTwo);
    var systems = times.stream().map(ScaleTime::system).distinct().toList();
    for (int i = 0; i < systems.size(); i++) {
      var system = systems.get(i);
      var own =
          times.stream().filter(t -> t.axis().equals(axis) && t.system().equals(system)).toList();
      if (!own.isEmpty()) add(chart, system, own, COLORS.get(i % COLORS.size()));
    }
    return chart;
  }

  /// What the tick at the logarithm `x` says: each value is twice the one before, and between them
  /// there is nothing to say.
  private static String powerOfTwo(double x) {
    return x == Math.rint(x) ? "" + Math.round(Math.pow(2, x)) : "";
  }

  private static void add(XYChart chart, String system, List<ScaleTime> times, Color color) {
    chart
        .addSeries(
            system,
            times.stream().mapToDouble(time -> Math.log(time.value()) / Math.log(2)).toArray(),
            times.stream().mapToDouble(ScaleTime::milliseconds).toArray())
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(color)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(2));
  }
}
