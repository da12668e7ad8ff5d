package io.ranvier.cli.report;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Every activation over `[−5, 5]`, and its derivative as back-propagation has it. Those of several
/// numbers are shown as functions of one of them, the others as the title says.
public final class ActivationGallery {
  private static final int COLUMNS = 6;
  private static final int WIDTH = 260;
  private static final int HEIGHT = 200;
  private static final int POINTS = 121;
  private static final double END = 5;

  /// What is beyond is cut off.
  private static final double TOP = 5;

  // Told apart also by those who do not see red and green as different.
  private static final Color VALUE = new Color(0x00, 0x72, 0xb2);
  private static final Color DERIVATIVE = new Color(0xd5, 0x5e, 0x00);

  private ActivationGallery() {}

  /// What is drawn: a function of each number of `x: [points, 1]`, by its name.
  public static SequencedMap<String, UnaryOperator<Tensor>> activations() {
    var all = new LinkedHashMap<String, UnaryOperator<Tensor>>();
    all.put("identity", Tensor::identity);
    all.put("step", Tensor::step);
    all.put("sigmoid", Tensor::sigmoid);
    all.put("logSigmoid", Tensor::logSigmoid);
    all.put("hardSigmoid", Tensor::hardSigmoid);
    all.put("tanh", Tensor::tanh);
    all.put("hardTanh", Tensor::hardTanh);
    all.put("tanhShrink", Tensor::tanhShrink);
    all.put("relu", Tensor::relu);
    all.put("relu6", Tensor::relu6);
    all.put("leakyRelu 0.1", x -> x.leakyRelu(0.1));
    all.put("prelu 0.25", x -> x.prelu(Tensor.of(Shape.of(1), 0.25)));
    all.put("elu", Tensor::elu);
    all.put("selu", Tensor::selu);
    all.put("celu 2", x -> x.celu(2));
    all.put("gelu", Tensor::gelu);
    all.put("geluTanh", Tensor::geluTanh);
    all.put("silu", Tensor::silu);
    all.put("mish", Tensor::mish);
    all.put("hardSwish", Tensor::hardSwish);
    all.put("softplus", Tensor::softplus);
    all.put("softsign", Tensor::softsign);
    all.put("softShrink 1", x -> x.softShrink(1));
    all.put("hardShrink 1", x -> x.hardShrink(1));
    all.put("threshold 1, −1", x -> x.threshold(1, -1));
    all.put("glu (x, x)", x -> x.concat(1, x).glu(1));
    all.put("maxout (x, −x / 2)", x -> x.concat(1, x.mul(-0.5)).maxout(2, 1));
    all.put("softmax (x, 0)", x -> first(x.pad(1, 0, 1, 0).softmax(1)));
    all.put("logSoftmax (x, 0)", x -> first(x.pad(1, 0, 1, 0).logSoftmax(1)));
    all.put("softmin (x, 0)", x -> first(x.pad(1, 0, 1, 0).softmin(1)));
    return all;
  }

  private static Tensor first(Tensor pair) {
    return pair.slice(1, 0, 1);
  }

  /// The text of an SVG file.
  public static String svg() {
    var charts = activations().entrySet().stream().map(ActivationGallery::chart).toList();
    return Svg.grid(charts, COLUMNS);
  }

  private static XYChart chart(Map.Entry<String, UnaryOperator<Tensor>> activation) {
    var xs = new double[POINTS];
    for (int i = 0; i < POINTS; i++) xs[i] = END * (2.0 * i / (POINTS - 1) - 1);
    var x = Tensor.of(Shape.of(POINTS, 1), xs);
    var y = activation.getValue().apply(x);
    var dy = y.sum().gradient(x);
    Tensor.eval(List.of(y, dy));
    var chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(activation.getKey()).build();
    Svg.style(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    // Once is enough, where it hides nothing.
    chart.getStyler().setLegendVisible(activation.getKey().equals("identity"));
    chart.getStyler().setXAxisTickMarkSpacingHint(60);
    chart.getStyler().setXAxisMin(-END).setXAxisMax(END);
    chart.getStyler().setXAxisDecimalPattern("0.#").setYAxisDecimalPattern("0.##");
    add(chart, "f", xs, y.toDoubles(), VALUE);
    add(chart, "f′", xs, dy.toDoubles(), DERIVATIVE);
    return chart;
  }

  private static void add(XYChart chart, String name, double[] xs, double[] ys, Color color) {
    var seen = ys.clone();
    for (int i = 0; i < seen.length; i++) if (Math.abs(seen[i]) > TOP) seen[i] = Double.NaN;
    chart
        .addSeries(name, xs, seen)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(2));
  }
}
