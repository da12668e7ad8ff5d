package io.ranvier.type;

/// Shapes or element types that do not fit together. Thrown at the line that builds the mistake,
/// before anything is computed.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public ShapeException(String message) {
    super(message);
  }
}
