package io.ranvier.testing;

import io.ranvier.graph.Value;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A small graph that shows one operation at work: a row of the table that all checks run over.
///
/// @param name the operation and what is special here: `conv2d, dilated`
/// @param inputs what the graph reads
/// @param build makes the graph's outputs from values of the inputs' types; the types it gives to
///   constants follow those of its inputs
/// @param tolerance how far a backend may be from the reference in `f32`, relative to the larger of
///   one and the number
/// @param order how often the outputs can be differentiated where the inputs are drawn: 0, 1 or 2
public record Sample(
    String name,
    List<Input> inputs,
    Function<List<Value>, List<Value>> build,
    double tolerance,
    int order) {

  private static final double TOLERANCE = 1e-5;

  public Sample {
    inputs = List.copyOf(inputs);
  }

  /// A sample with any inputs and outputs, differentiable twice.
  public static Sample of(
      String name, List<Input> inputs, Function<List<Value>, List<Value>> build) {
    return new Sample(name, inputs, build, TOLERANCE, 2);
  }

  /// A function of one value.
  public static Sample of(String name, Input x, UnaryOperator<Value> build) {
    return of(name, List.of(x), in -> List.of(build.apply(in.getFirst())));
  }

  /// A function of two values.
  public static Sample of(String name, Input a, Input b, BinaryOperator<Value> build) {
    return of(name, List.of(a, b), in -> List.of(build.apply(in.get(0), in.get(1))));
  }

  public Sample withTolerance(double tolerance) {
    return new Sample(name, inputs, build, tolerance, order);
  }

  public Sample withOrder(int order) {
    return new Sample(name, inputs, build, tolerance, order);
  }

  @Override
  public String toString() {
    return name;
  }
}
