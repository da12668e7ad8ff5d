package io.ranvier.nn;

import io.ranvier.graph.Value;
import io.ranvier.plan.Prepared;
import io.ranvier.tensor.Devices;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// A model made ready to predict inputs of one shape: the same numbers as `forward` in inference
/// mode, bit for bit, at hardly any cost beyond that of its kernels. A call allocates nothing but what kernels keep in
/// hand while they run: a few kilobytes on the heap, none outside it.
///
///     var predictor = model.compile(Shape.of(1, 1, 28, 28));
///     var logits = new float[10];
///     predictor.run(pixels, logits);
///
/// What the model computes is settled when the predictor is made: its structure, and whatever
/// `forward` decides in Java. Its parameters and states are not copied: a prediction uses them as
/// they are at that moment, trained further or loaded from a file; what they were assigned counts
/// once it is computed. (A prediction while another thread updates them may see some as they were
/// and others as they are.)
///
/// Any number of threads may use one predictor at once.
public final class Predictor {
  private final Prepared prepared;

  private Predictor(Prepared prepared) {
    this.prepared = prepared;
  }

  /// The predictor of `model` for `float32` inputs of the shape `input`, on the device in force.
  ///
  /// @throws ShapeException if the model does not take such an input
  public static Predictor of(Layer model, Shape input) {
    var cells = cells(model);
    var x = Prepared.input(new TensorType(DType.F32, input));
    var y = Mode.inference(() -> model.forward(Tensor.of(x))).value();
    if (y == x || y.source() != null) {
      throw new IllegalArgumentException(
          "predictor: there is nothing to compute, the model gives " + y.type() + " as it is");
    }
    return new Predictor(Devices.current().prepare(x, y, cells));
  }

  /// For each leaf of the model's graph who knows what it holds.
  private static Function<Value, Supplier<Value>> cells(Layer model) {
    Map<Value, Variable> variables = new HashMap<>();
    for (var leaf : Variables.of(model).values()) {
      variables.put(leaf.value().eval().value(), leaf.variable());
    }
    return leaf -> {
      var variable = variables.get(leaf);
      return variable == null ? () -> leaf : () -> variable.held().value();
    };
  }

  /// The type of the input: `f32[1, 1, 28, 28]`.
  public TensorType input() {
    return prepared.input();
  }

  /// The type of the prediction: `f32[1, 10]`.
  public TensorType output() {
    return prepared.output();
  }

  /// Predicts `output` from `input`, both in row-major order.
  ///
  /// @throws ShapeException if one of them has not the size of its type
  public void run(float[] input, float[] output) {
    prepared.run(input, output);
  }

  /// The prediction for `input`, both in row-major order.
  ///
  /// @throws ShapeException if the input has not the size of its type
  public float[] run(float[] input) {
    var output = new float[Math.toIntExact(output().shape().size())];
    prepared.run(input, output);
    return output;
  }

  /// Predicts `output` from `input`, both in row-major order and the byte order of the machine, on
  /// the heap or off it.
  ///
  /// @throws ShapeException if one of them has not the size of its type
  public void run(MemorySegment input, MemorySegment output) {
    prepared.run(input, output);
  }

  /// What a prediction computes, for people: see [io.ranvier.plan.Plan#explain].
  public String explain() {
    return prepared.plan().explain();
  }
}
