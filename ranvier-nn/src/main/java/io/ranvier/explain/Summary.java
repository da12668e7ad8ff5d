package io.ranvier.explain;

import io.ranvier.graph.Node;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.op.Data;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;

/// A model in a table: what is computed in which order, what comes out, and what it costs.
///
/// The model is run on a placeholder, so nothing is computed; the rows are read off the graph. A
/// layer with parameters is one row, under its path; of the rest those operations have a row that a
/// person would draw: activations, pooling, products, sums of branches.
///
/// @param model the name of the model's class
/// @param rows in the order of computation
/// @param parameters how many numbers the model learns; what is shared counts once
/// @param multiplyAdds of all rows
/// @param unused paths of parameters that this computation does not read
public record Summary(
    String model,
    TensorType input,
    List<Row> rows,
    long parameters,
    long multiplyAdds,
    List<String> unused) {

  /// One step of the computation.
  ///
  /// @param path of the layer, or empty for an operation without parameters
  /// @param what the layer's class or the operation, with its settings
  /// @param output the shape that comes out
  /// @param parameters those of them that no row before counts
  /// @param multiplyAdds pairs of a multiplication and an addition, in products and convolutions
  public record Row(String path, String what, Shape output, long parameters, long multiplyAdds) {}

  public Summary {
    rows = List.copyOf(rows);
    unused = List.copyOf(unused);
  }

  /// The summary of `model` for a `float32` input of `shape`, batch included: `[1, 1, 28, 28]`.
  public static Summary of(Layer model, Shape shape) {
    var input = Tensor.of(Node.of(new Data(new TensorType(DType.F32, shape))));
    var leaves = Variables.of(model);
    var output = model.forward(input);
    var outline = new Outline(model, leaves, input.value());
    outline.read(output.value());
    var rows = outline.rows();
    long parameters = 0;
    for (var leaf : leaves.values())
      if (leaf instanceof Parameter) parameters += leaf.type().shape().size();
    return new Summary(
        Outline.className(model),
        input.type(),
        rows,
        parameters,
        rows.stream().mapToLong(Row::multiplyAdds).sum(),
        outline.unused());
  }

  /// The table, in at most 80 columns.
  @Override
  public String toString() {
    return Table.of(this);
  }
}
