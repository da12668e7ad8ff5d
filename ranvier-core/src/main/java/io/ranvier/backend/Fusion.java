package io.ranvier.backend;

import io.ranvier.op.Elementwise;
import io.ranvier.op.Fill;
import io.ranvier.op.Op;
import io.ranvier.op.Reduction;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.Optional;

/// A chain of elementwise operations, and of reductions of their results, that runs as one pass
/// over memory.
///
/// All of it happens over one `shape`. Values have numbers: first the inputs, `0 … inputs − 1`,
/// then one for each step. An input's layout has one stride for each axis of `shape`; a stride of 0
/// repeats it (that is how broadcasts are read).
///
/// @param shape the common shape of all steps
/// @param order the axes of `shape` from the slowest to the fastest: how the pass goes through it
/// @param inputs what is read, each with type `shape` (broadcast by strides)
/// @param steps what is computed, in order
/// @param outputs what is written
public record Fusion(
    Shape shape,
    List<Integer> order,
    List<Operand> inputs,
    List<Step> steps,
    List<Output> outputs) {

  public Fusion {
    order = List.copyOf(order);
    inputs = List.copyOf(inputs);
    steps = List.copyOf(steps);
    outputs = List.copyOf(outputs);
  }

  /// One elementwise operation ([Elementwise] or [Fill]) on values before it.
  public record Step(Op op, List<Integer> arguments, DType dtype) {
    public Step {
      arguments = List.copyOf(arguments);
      if (!(op instanceof Elementwise || op instanceof Fill)) {
        throw new IllegalArgumentException(op + " is not elementwise");
      }
    }
  }

  /// A value that is written: as it is (the operand has the fusion's shape), or reduced (the
  /// operand has extent one along the reduced axes).
  public record Output(int value, Optional<Reduction> reduction, Operand operand) {}

  /// The element type of a value.
  public DType dtype(int value) {
    return value < inputs.size()
        ? inputs.get(value).dtype()
        : steps.get(value - inputs.size()).dtype();
  }
}
