package io.ranvier.testing;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.Span;
import io.ranvier.type.Volume;
import io.ranvier.type.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Pooling against PyTorch, with the places of maxima.
final class PoolingParityTest {
  private static final Map<String, Function<Given, List<Tensor>>> FUNCTIONS = new LinkedHashMap<>();

  static {
    maxima();
    means();
    powers();
    adaptive();
    places();
  }

  private static void maxima() {
    max("1d overlapping", span(3).stride(2), false);
    max("1d dilation 2 padding 1 ceil", span(3).stride(2).padding(1).dilation(2), true);
    max("2d dilation 2", window(2, 3).dilation(2), false);
    max("2d ceil", window(3).stride(2), true);
    max("2d padding 1 ceil", window(3).stride(2).padding(1), true);
    max("2d stride 3 ceil begins in padding", window(2).stride(3).padding(1), true);
    max("3d", volume(2).stride(2), false);
    var mixed = volume(3, 2, 3).stride(2, 1, 2).padding(1, 0, 1).dilation(1, 2, 1);
    max("3d mixed ceil", mixed, true);
  }

  private static void max(String name, Span span, boolean ceil) {
    FUNCTIONS.put("max " + name, given -> given.get("x").maxPool1d(span, ceil));
  }

  private static void max(String name, Window window, boolean ceil) {
    FUNCTIONS.put("max " + name, given -> given.get("x").maxPool2d(window, ceil));
  }

  private static void max(String name, Volume volume, boolean ceil) {
    FUNCTIONS.put("max " + name, given -> given.get("x").maxPool3d(volume, ceil));
  }

  private static void means() {
    one("average 1d overlapping", x -> x.avgPool1d(span(3).stride(2)));
    var line = span(3).stride(2).padding(1);
    one("average 1d padding ceil", x -> x.avgPool1d(line, true, true));
    one("average 1d padding ceil uncounted", x -> x.avgPool1d(line, true, false));
    one("average 2d ceil", x -> x.avgPool2d(window(3, 2).stride(2), true, true));
    var square = window(3).stride(2).padding(1);
    one("average 2d padding ceil", x -> x.avgPool2d(square, true, true));
    one("average 2d padding ceil uncounted", x -> x.avgPool2d(square, true, false));
    one("average 3d", x -> x.avgPool3d(volume(2).stride(2)));
    var box = volume(2, 3, 3).stride(2).padding(1);
    one("average 3d padding ceil", x -> x.avgPool3d(box, true, true));
    var cube = volume(3).stride(2).padding(1);
    one("average 3d padding uncounted", x -> x.avgPool3d(cube, false, false));
  }

  private static void powers() {
    one("lp 1d 2 ceil", x -> x.lpPool1d(2, span(3).stride(2), true));
    one("lp 2d 2", x -> x.lpPool2d(2, window(2).stride(2), false));
    one("lp 2d 3 ceil", x -> x.lpPool2d(3, window(2, 3).stride(2), true));
    one("lp 2d 1", x -> x.lpPool2d(1, window(2).stride(2), false));
  }

  private static void adaptive() {
    one("adaptive average 1d", x -> x.adaptiveAvgPool(3));
    one("adaptive average 2d", x -> x.adaptiveAvgPool(3, 2));
    one("adaptive average 2d larger", x -> x.adaptiveAvgPool(5, 3));
    one("adaptive average 3d", x -> x.adaptiveAvgPool(2, 3, 1));
    FUNCTIONS.put("adaptive max 1d", in -> in.get("x").adaptiveMaxPoolWithIndices(3));
    FUNCTIONS.put("adaptive max 2d", in -> in.get("x").adaptiveMaxPoolWithIndices(3, 2));
    FUNCTIONS.put("adaptive max 2d even", in -> in.get("x").adaptiveMaxPoolWithIndices(3, 2));
    FUNCTIONS.put("adaptive max 3d", in -> in.get("x").adaptiveMaxPoolWithIndices(2, 3, 1));
  }

  private static void places() {
    FUNCTIONS.put("unpool 1d", in -> unpool(in, 4));
    FUNCTIONS.put("unpool 2d", in -> unpool(in, 4, 6));
    FUNCTIONS.put("unpool 3d", in -> unpool(in, 4, 6, 4));
    FUNCTIONS.put(
        "fractional 2d",
        in -> {
          // PyTorch's first sample is that of the width.
          var samples = in.get("samples").flip(2);
          return in.get("x").fractionalMaxPool(List.of(2, 3), List.of(4, 3), samples);
        });
    FUNCTIONS.put(
        "fractional 3d",
        in -> in.get("x").fractionalMaxPool(List.of(2, 2, 2), List.of(3, 2, 3), in.get("samples")));
  }

  private static List<Tensor> unpool(Given given, int... size) {
    return List.of(given.get("x").maxUnpool(given.get("index"), size));
  }

  private static void one(String name, Function<Tensor, Tensor> function) {
    FUNCTIONS.put(name, given -> List.of(function.apply(given.get("x"))));
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.listTests("pooling", FUNCTIONS);
  }
}
