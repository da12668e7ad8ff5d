package io.ranvier.op;

/// The one open door in the closed set of operations: bring an operation of your own, as a record
/// with a [#decompose].
///
///     /// `y = x · tanh(softplus(x))` (Misra, 2019)
///     record Mish() implements Custom {
///       public List<Value> decompose(List<Value> inputs) {
///         var x = inputs.getFirst();
///         return List.of(mul(x, tanh(log1p(exp(x)))));
///       }
///     }
///
///     var y = Tensor.apply(new Mish(), x).getFirst();
///
/// Implementations must be values: equal where they compute the same.
public non-sealed interface Custom extends Composite {}
