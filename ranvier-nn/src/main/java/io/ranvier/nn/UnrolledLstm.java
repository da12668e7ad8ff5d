package io.ranvier.nn;

import io.ranvier.op.Ops;
import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A long short-term memory with a projection or with peepholes, step by step: what the operation
/// behind the plain kinds does not have. With `z` as there, `p` the peepholes and `P` the
/// projection:
///
///     i = σ(z₀ + p₀ · c)   f = σ(z₁ + p₁ · c)   g = tanh(z₂)
///     c ← f · c + i · g
///     o = σ(z₃ + p₂ · c)
///     h ← (o · tanh c) · Pᵀ
record UnrolledLstm(RecurrentCell cell) {

  /// @param x `[t, n, 4 · hidden]`, what the inputs and all biases contribute
  List<Tensor> run(Tensor x, List<Tensor> states, boolean reverse) {
    int length = x.shape().dim(0);
    var hs = new ArrayList<Tensor>();
    var cs = new ArrayList<Tensor>();
    var h = states.get(0);
    var c = states.get(1);
    for (int k = 0; k < length; k++) {
      var step = x.slice(0, reverse ? length - 1 - k : k, 1).squeeze(0);
      var z = step.add(transposed(h, cell.weightHh()));
      var i = peep(part(z, 0), 0, c).sigmoid();
      var f = peep(part(z, 1), 1, c).sigmoid();
      c = f.mul(c).add(i.mul(part(z, 2).tanh()));
      h = peep(part(z, 3), 2, c).sigmoid().mul(c.tanh());
      if (cell.weightHr().isPresent()) h = transposed(h, cell.weightHr().get());
      hs.add(h.unsqueeze(0));
      cs.add(c.unsqueeze(0));
    }
    if (reverse) {
      Collections.reverse(hs);
      Collections.reverse(cs);
    }
    return List.of(Tensor.concat(hs, 0), Tensor.concat(cs, 0));
  }

  private static Tensor transposed(Tensor x, Parameter weight) {
    return Tensor.of(Ops.matmul(x.value(), weight.value().value(), false, true));
  }

  private Tensor part(Tensor z, int gate) {
    return z.slice(1, gate * cell.hidden(), cell.hidden());
  }

  private Tensor peep(Tensor z, int gate, Tensor c) {
    Optional<Parameter> peepholes = cell.weightPeephole();
    return peepholes.map(p -> z.add(p.value().slice(0, gate, 1).mul(c))).orElse(z);
  }
}
