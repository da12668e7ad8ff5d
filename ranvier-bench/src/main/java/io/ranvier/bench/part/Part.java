package io.ranvier.bench.part;

import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A part of a network at one size, made to be timed.
///
/// @param name as `docs/parts.md` has it: `Conv2d`
/// @param size options that are not the defaults, and what the part is given: `3x3, 32x64x56x56`
/// @param multiplies whether its matrix products and convolutions are what it is about, so that it
///   cannot be done with fewer operations; what a part by its formula can do without is not counted
/// @param passes what of it is timed
/// @param work makes what is run
public record Part(
    String name, String size, boolean multiplies, List<Pass> passes, Function<Pass, Work> work) {

  /// A layer without parameters.
  private static final Layer NOTHING = x -> x;

  public Part {
    passes = List.copyOf(passes);
  }

  static Part layer(String name, String options, Supplier<? extends Layer> layer, Input input) {
    return of(name, options, layer::get, (model, x) -> model.forward(x.getFirst()), List.of(input));
  }

  static Part function(String name, String options, UnaryOperator<Tensor> function, Input input) {
    return function(name, options, x -> function.apply(x.getFirst()), List.of(input));
  }

  static Part function(
      String name, String options, Function<List<Tensor>, Tensor> function, List<Input> inputs) {
    return of(name, options, () -> NOTHING, (_, x) -> function.apply(x), inputs);
  }

  /// A part that has its parameters in a layer, and is no layer itself.
  static <L extends Layer> Part of(
      String name,
      String options,
      Supplier<L> layer,
      BiFunction<L, List<Tensor>, Tensor> forward,
      List<Input> inputs) {
    return new Part(
        name,
        size(options, inputs.stream().map(Input::shape).limit(1).toList()),
        false,
        List.of(Pass.FORWARD, Pass.TRAINING),
        pass -> {
          var model = layer.get();
          boolean trains = pass == Pass.TRAINING;
          return new Application(model, inputs, x -> forward.apply(model, x), trains);
        });
  }

  static Part update(String name, String options, Supplier<Training> training, Shape weight) {
    var size = size(options, List.of(weight));
    return new Part(name, size, false, List.of(Pass.UPDATE), _ -> training.get());
  }

  /// The same, of which products and convolutions cannot be spared.
  Part multiplying() {
    return new Part(name, size, true, passes, work);
  }

  /// The same in one pass alone: in the other there is nothing to compute.
  Part only(Pass pass) {
    return new Part(name, size, multiplies, List.of(pass), work);
  }

  private static String size(String options, List<Shape> shapes) {
    var words =
        shapes.stream()
            .map(
                shape ->
                    Arrays.stream(shape.dims())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("x")))
            .collect(Collectors.joining(", "));
    return options.isEmpty() || words.isEmpty() ? options + words : options + ", " + words;
  }
}
