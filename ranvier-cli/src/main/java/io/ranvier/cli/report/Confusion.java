package io.ranvier.cli.report;

import io.ranvier.metric.ConfusionMatrix;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.HeatMapChartBuilder;

/// Which class was taken for which: rows are what pictures are, columns what they were taken for.
public final class Confusion {
  private static final int CELL = 48;
  private static final int MARGIN = 150;
  private static final Color[] FROM_WHITE_TO_BLUE = {
    Color.WHITE, new Color(0xc6, 0xdb, 0xef), new Color(0x8d, 0xbd, 0xe0)
  };

  private Confusion() {}

  /// The text of an SVG file.
  public static String svg(ConfusionMatrix matrix, List<String> classes) {
    int side = CELL * classes.size() + MARGIN;
    var chart =
        new HeatMapChartBuilder()
            .width(side)
            .height(side)
            .title(
                "%,d examples, accuracy %.2f %%".formatted(matrix.total(), 100 * matrix.accuracy()))
            .xAxisTitle("taken for")
            .yAxisTitle("is")
            .build();
    var styler = chart.getStyler();
    Svg.style(styler);
    styler.setLegendVisible(false);
    styler.setPlotGridLinesVisible(false);
    styler.setXAxisTickMarkSpacingHint(CELL / 2).setYAxisTickMarkSpacingHint(CELL / 2);
    styler.setXAxisLabelRotation(longest(classes) > 4 ? 45 : 0);
    styler
        .setRangeColors(FROM_WHITE_TO_BLUE)
        .setMin(0)
        .setMax(largestConfusion(matrix))
        .setDrawBorder(true)
        .setShowValue(true)
        .setHeatMapValueDecimalPattern("0")
        .setValueFont(Svg.FONT)
        .setValueFontColor(Svg.INK);
    chart.addSeries("confusion", classes, classes.reversed(), cells(matrix));
    return Svg.of(List.of(chart));
  }

  private static List<Number[]> cells(ConfusionMatrix matrix) {
    var cells = new ArrayList<Number[]>();
    int last = matrix.classes() - 1;
    for (int actual = last; actual >= 0; actual--) {
      for (int predicted = 0; predicted <= last; predicted++) {
        cells.add(new Number[] {predicted, last - actual, matrix.count(actual, predicted)});
      }
    }
    return cells;
  }

  /// The shades are for the confusions: beside thousands of hits, which all are as dark as can be,
  /// they would look alike.
  private static double largestConfusion(ConfusionMatrix matrix) {
    long largest = 1;
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        if (actual != predicted) largest = Math.max(largest, matrix.count(actual, predicted));
      }
    }
    return largest;
  }

  private static int longest(List<String> classes) {
    return classes.stream().mapToInt(String::length).max().orElse(0);
  }
}
