package io.ranvier.backend;

import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;

/// What a kernel is told, when it is made, of a tensor it will read or write.
public record Operand(TensorType type, Layout layout) {

  public static Operand rowMajor(TensorType type) {
    return new Operand(type, Layout.rowMajor(type.shape()));
  }

  public Shape shape() {
    return type.shape();
  }

  public DType dtype() {
    return type.dtype();
  }

  public boolean isRowMajor() {
    return layout.isRowMajor(shape());
  }

  @Override
  public String toString() {
    return isRowMajor() ? type.toString() : type + "@" + layout;
  }
}
