package io.ranvier.type;

/// What is known of a tensor before it is computed: its element type and its shape.
public record TensorType(DType dtype, Shape shape) {

  public static TensorType of(DType dtype, int... dims) {
    return new TensorType(dtype, Shape.of(dims));
  }

  public TensorType withShape(int... dims) {
    return new TensorType(dtype, Shape.of(dims));
  }

  public TensorType withShape(Shape shape) {
    return new TensorType(dtype, shape);
  }

  public TensorType withDType(DType dtype) {
    return new TensorType(dtype, shape);
  }

  /// The extent of `axis`; negative axes count from the end.
  public int dim(int axis) {
    return shape.dim(axis);
  }

  public int rank() {
    return shape.rank();
  }

  /// The bytes that the elements take, densely packed.
  public long byteSize() {
    return Math.multiplyExact(shape.size(), (long) dtype.byteSize());
  }

  /// `f32[64, 1, 28, 28]`
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
