package io.ranvier.backend;

/// Elementwise steps that run on each block of an operation's result as soon as it is complete,
/// while it is still in the cache: a bias, a normalisation, an activation, a residual.
///
/// The result of the operation has no memory of its own: it is computed where one of the fusion's
/// outputs is written, which has its type and layout.
///
/// @param fusion without reductions
/// @param input the number of the fusion's input that is the operation's result
/// @param output the number of the fusion's output in whose place it is computed
public record Finish(Fusion fusion, int input, int output) {
  public Finish {
    var x = fusion.inputs().get(input);
    var y = fusion.outputs().get(output);
    if (y.reduction().isPresent() || !x.equals(y.operand())) {
      throw new IllegalArgumentException("finish: %s is not where %s is".formatted(y, x));
    }
  }

  /// The result of the operation.
  public Operand result() {
    return fusion.inputs().get(input);
  }
}
