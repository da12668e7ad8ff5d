package io.ranvier.testing;

import static io.ranvier.type.PaddingMode.CIRCULAR;
import static io.ranvier.type.PaddingMode.REFLECT;
import static io.ranvier.type.PaddingMode.REPLICATE;
import static io.ranvier.type.PaddingMode.ZEROS;
import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.Bilinear;
import io.ranvier.nn.Conv1d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Conv3d;
import io.ranvier.nn.ConvTranspose1d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.ConvTranspose3d;
import io.ranvier.nn.Embedding;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Parameter;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Span;
import io.ranvier.type.Volume;
import io.ranvier.type.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Linear maps, convolutions and borders against PyTorch.
final class ConvolutionParityTest {
  private static final Map<String, Function<Given, Tensor>> FUNCTIONS = new LinkedHashMap<>();

  static {
    convolutions();
    borders();
    transposed();
    linear();
  }

  private static void convolutions() {
    put("conv1d plain", conv1d(span(3), 1, ZEROS));
    put("conv1d stride 2 padding 2 no bias", conv1d(span(3).stride(2).padding(2), 1, ZEROS));
    put("conv1d dilation 2 groups 2", conv1d(span(3).dilation(2), 2, ZEROS));
    put("conv1d same", conv1d(span(4).dilation(3).same(), 1, ZEROS));
    put("conv2d same", conv2d(window(2, 3).dilation(1, 2).same(), 1, ZEROS));
    put("conv2d depthwise", conv2d(window(3).padding(1), 3, ZEROS));
    put("conv2d pointwise", conv2d(window(1), 1, ZEROS));
    put("conv3d plain", conv3d(volume(2, 3, 3), 1, ZEROS));
    put("conv3d stride 2 padding 1 no bias", conv3d(volume(3).stride(2).padding(1), 1, ZEROS));
    var mixed = volume(2, 1, 3).stride(1, 2, 1).padding(1, 0, 2).dilation(2, 1, 2);
    put("conv3d mixed groups 2", conv3d(mixed, 2, ZEROS));
    put("conv3d same", conv3d(volume(2, 3, 2).same(), 1, ZEROS));
  }

  private static void borders() {
    for (var mode : List.of(REFLECT, REPLICATE, CIRCULAR)) {
      var name = mode.name().toLowerCase(java.util.Locale.ROOT);
      put("conv1d " + name, conv1d(span(3).padding(2), 1, mode));
      put("conv2d " + name, conv2d(window(3, 2).padding(1, 2), 1, mode));
      put("conv3d " + name, conv3d(volume(2, 3, 3).padding(1, 2, 1), 1, mode));
      put("pad " + name + " 1", given -> given.get("x").pad(mode, 2, 1));
      put("pad " + name + " 2", given -> given.get("x").pad(mode, 2, 0, 1, 3));
      put("pad " + name + " 3", given -> given.get("x").pad(mode, 2, 1, 0, 2, 1, 1));
    }
    put("pad zeros cut", given -> given.get("x").pad(ZEROS, 2, -1, -1, 3));
    put("pad constant 1", given -> given.get("x").padConstant(0.75, 2, 1));
    put("pad constant 3", given -> given.get("x").padConstant(-1.5, 2, 1, 0, 1, 1, 1));
    put("unfold", x -> x.get("x").unfold(unfolded()));
  }

  private static Window unfolded() {
    return window(3, 2).stride(1, 3).padding(1, 2).dilation(2, 1);
  }

  private static void transposed() {
    put("convTranspose1d plain", transpose1d(span(3), 1, 0));
    put("convTranspose1d mixed", transpose1d(span(3).stride(3).padding(1), 2, 2));
    var wide = span(3).stride(2).dilation(4);
    put("convTranspose1d output padding below dilation", transpose1d(wide.padding(1), 1, 3));
    put("convTranspose1d output padding at the end", transpose1d(wide, 1, 3));
    put("convTranspose2d plain no bias", transpose2d(window(3, 2), 1, 0, 0));
    put("convTranspose2d stride 2 padding 1", transpose2d(window(4).stride(2).padding(1), 1, 0, 0));
    put("convTranspose2d dilation 2 groups 2", transpose2d(window(3, 2).dilation(2), 2, 0, 0));
    var mixed = window(3, 2).stride(2, 3).padding(1, 0).dilation(1, 2);
    put("convTranspose2d mixed", transpose2d(mixed, 1, 1, 2));
    put("convTranspose3d plain", transpose3d(volume(2, 3, 2), 1, List.of(0, 0, 0)));
    var deep = volume(2, 3, 2).stride(2, 1, 2).padding(1, 1, 0).dilation(1, 2, 1);
    put("convTranspose3d mixed groups 2", transpose3d(deep, 2, List.of(1, 0, 1)));
  }

  private static void linear() {
    put("linear", given -> new Linear(weight(given), bias(given)).forward(given.get("x")));
    put("linear no bias", given -> new Linear(weight(given), bias(given)).forward(given.get("x")));
    put("bilinear", ConvolutionParityTest::bilinear);
    put("bilinear no bias", ConvolutionParityTest::bilinear);
    put("embedding", embedding(OptionalInt.empty(), OptionalDouble.empty()));
    put("embedding padding", embedding(OptionalInt.of(1), OptionalDouble.empty()));
    put("embedding norm", embedding(OptionalInt.empty(), OptionalDouble.of(1.5)));
  }

  private static void put(String name, Function<Given, Tensor> function) {
    FUNCTIONS.put(name, function);
  }

  private static Function<Given, Tensor> conv1d(Span span, int groups, PaddingMode mode) {
    return in -> new Conv1d(weight(in), bias(in), span, groups, mode).forward(in.get("x"));
  }

  private static Function<Given, Tensor> conv2d(Window window, int groups, PaddingMode mode) {
    return in -> new Conv2d(weight(in), bias(in), window, groups, mode).forward(in.get("x"));
  }

  private static Function<Given, Tensor> conv3d(Volume volume, int groups, PaddingMode mode) {
    return in -> new Conv3d(weight(in), bias(in), volume, groups, mode).forward(in.get("x"));
  }

  private static Function<Given, Tensor> transpose1d(Span span, int groups, int padding) {
    var more = List.of(padding);
    return in -> new ConvTranspose1d(weight(in), bias(in), span, groups, more).forward(in.get("x"));
  }

  private static Function<Given, Tensor> transpose2d(
      Window window, int groups, int high, int wide) {
    var more = List.of(high, wide);
    return in ->
        new ConvTranspose2d(weight(in), bias(in), window, groups, more).forward(in.get("x"));
  }

  private static Function<Given, Tensor> transpose3d(
      Volume volume, int groups, List<Integer> padding) {
    return in ->
        new ConvTranspose3d(weight(in), bias(in), volume, groups, padding).forward(in.get("x"));
  }

  private static Tensor bilinear(Given given) {
    return new Bilinear(weight(given), bias(given)).forward(given.get("a"), given.get("b"));
  }

  private static Function<Given, Tensor> embedding(OptionalInt padding, OptionalDouble norm) {
    return in -> new Embedding(weight(in), padding, norm).forward(in.get("index"));
  }

  private static Parameter weight(Given given) {
    return given.parameter("weight");
  }

  private static Optional<Parameter> bias(Given given) {
    return given.has("bias") ? Optional.of(given.parameter("bias")) : Optional.empty();
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.tests("convolution", FUNCTIONS);
  }
}
