package io.ranvier.cli.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;

/// Charts as one scalable picture.
final class Svg {
  static final Color INK = new Color(0x33, 0x33, 0x33);
  static final Color PALE = new Color(0xdd, 0xdd, 0xdd);

  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Svg() {}

  /// The text of an SVG file of charts side by side.
  static String of(List<? extends IChart> charts) {
    return grid(charts, charts.size());
  }

  /// The text of an SVG file of charts of one size in rows of `columns`.
  static String grid(List<? extends IChart> charts, int columns) {
    int chartWidth = charts.stream().mapToInt(IChart::getWidth).max().orElse(0);
    int chartHeight = charts.stream().mapToInt(IChart::getHeight).max().orElse(0);
    int width = chartWidth * columns;
    int height = chartHeight * Math.ceilDiv(charts.size(), columns);
    var graphics = new VectorGraphics2D();
    for (int i = 0; i < charts.size(); i++) {
      charts.get(i).paint(graphics, chartWidth, chartHeight);
      boolean last = i % columns == columns - 1;
      graphics.translate(last ? -chartWidth * (columns - 1) : chartWidth, last ? chartHeight : 0);
    }
    var out = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(graphics.getCommands(), new PageSize(width, height))
          .writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /// One look for all charts: quiet, on white.
  static void style(AxesChartStyler styler) {
    styler
        .setAxisTitleFont(FONT)
        .setAxisTickLabelsFont(FONT)
        .setAxisTickLabelsColor(INK)
        .setAxisTickMarksColor(PALE)
        .setPlotGridLinesColor(PALE)
        .setPlotMargin(0)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14))
        .setChartFontColor(INK)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderColor(PALE)
        .setLegendFont(FONT)
        .setLegendBorderColor(Color.WHITE)
        .setChartPadding(12);
  }
}
