package io.ranvier.nn;

import io.ranvier.type.DType;
import io.ranvier.type.ShapeException;
import org.jspecify.annotations.Nullable;

/// In which floating-point type a model learns: said once, around its construction. Outside any
/// scope it is `float32`.
///
///     var model = Precision.in(DType.F64, () -> new LeNet5());
public final class Precision {
  private static final ScopedValue<DType> DTYPE = ScopedValue.newInstance();

  private Precision() {}

  /// Runs `body`; the parameters and states that it makes are of the type `dtype`, unless they are
  /// given another.
  public static <T extends @Nullable Object, X extends Throwable> T in(
      DType dtype, ScopedValue.CallableOp<T, X> body) throws X {
    if (!dtype.isFloating()) {
      throw new ShapeException(
          "precision: the type is %s, and must be one of floating point".formatted(dtype));
    }
    return ScopedValue.where(DTYPE, dtype).call(body);
  }

  static DType dtype() {
    return DTYPE.orElse(DType.F32);
  }
}
