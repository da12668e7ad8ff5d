package io.ranvier.backend;

import io.ranvier.op.Composite;
import io.ranvier.op.Op;
import io.ranvier.op.Reduction;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;

/// Somewhere numbers are computed: a table from operations to kernels, and the memory that they
/// work on.
///
/// The planner asks in this order: which composites are taken whole, in which layouts an operation
/// wants its operands, what may be fused; then it has each kernel made.
public interface Backend {

  /// A name for people: `cpu`, `reference`.
  String name();

  /// Whether `op` runs here as one kernel, rather than as the operations it is made of.
  boolean takesWhole(Composite op, List<TensorType> inputs);

  /// The layouts in which `op` wants to read its inputs and write its outputs.
  Preference preference(Op op, List<TensorType> inputs, List<TensorType> outputs);

  /// Whether `op`, which computes `dtype` elements from elements of the types `inputs`, can be a
  /// step of a [Fusion].
  boolean fuses(Op op, List<DType> inputs, DType dtype);

  /// Whether `reduction`, over the axes that it names of a pass over `type` in `order`, can be an
  /// output of a [Fusion].
  boolean fuses(Reduction reduction, TensorType type, List<Integer> order);

  /// The code that runs a fusion.
  Kernel fuse(Fusion fusion);

  /// The code that computes `op` from and into operands of these types and layouts.
  Kernel lower(Op op, List<Operand> inputs, List<Operand> outputs);

  /// Whether `op` works on operands of these types and layouts as they are, as fast as if they were
  /// dense.
  default boolean reads(Op op, List<Operand> inputs, List<Operand> outputs) {
    return true;
  }

  /// Whether `op`, from and into operands of these types and layouts, can finish its result block
  /// by block.
  default boolean finishes(Op op, List<Operand> inputs, Operand output) {
    return false;
  }

  /// The code that computes `op` and finishes its result, where [#finishes] says so. It reads the
  /// inputs of `op`, then those of the fusion but for the result, and writes the fusion's outputs.
  default Kernel lower(Op op, List<Operand> inputs, Finish finish) {
    throw new IllegalArgumentException(op.name() + " does not finish its result here");
  }

  /// How an operation wants its operands laid out.
  ///
  /// @param inputs for each input the layout it must come in, or nothing if any will do
  /// @param outputs the layout of each output
  record Preference(List<Optional<Layout>> inputs, List<Layout> outputs) {
    public Preference {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /// Any layout in, row-major out.
    public static Preference anyToRowMajor(List<TensorType> inputs, List<TensorType> outputs) {
      return new Preference(
          inputs.stream().map(_ -> Optional.<Layout>empty()).toList(),
          outputs.stream().map(t -> Layout.rowMajor(t.shape())).toList());
    }

    /// Row-major in and out.
    public static Preference rowMajor(List<TensorType> inputs, List<TensorType> outputs) {
      return new Preference(
          inputs.stream().map(t -> Optional.of(Layout.rowMajor(t.shape()))).toList(),
          outputs.stream().map(t -> Layout.rowMajor(t.shape())).toList());
    }
  }
}
