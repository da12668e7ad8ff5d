package io.ranvier.op;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;

/// `y = a relation b`, a mask. Comparisons with NaN are false, but for `NOT_EQUAL`.
public record Compare(Relation relation) implements Elementwise {

  public enum Relation {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_EQUAL("<="),
    GREATER(">"),
    GREATER_EQUAL(">=");

    private final String symbol;

    Relation(String symbol) {
      this.symbol = symbol;
    }

    @Override
    public String toString() {
      return symbol;
    }
  }

  @Override
  public DType infer(DType x, List<TensorType> inputs) {
    var a = inputs.get(0);
    var b = inputs.get(1);
    Op.require(a.dtype() == b.dtype(), "compare: types differ, %s and %s", a, b);
    return DType.BOOL;
  }
}
