package io.ranvier.testing;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.Arrays;

/// An input of a [Sample]: its type, and how its numbers are drawn. The type `f32` stands for
/// whichever floating-point type a check works in.
public record Input(TensorType type, Draw draw) {

  /// Floating point in `[low, high)`.
  public static Input uniform(double low, double high, int... dims) {
    return new Input(TensorType.of(DType.F32, dims), new Draw.Uniform(low, high));
  }

  /// Floating point in `[−1, 1)`.
  public static Input any(int... dims) {
    return uniform(-1, 1, dims);
  }

  /// Floating point of either sign, at least 0.1 from zero.
  public static Input nonzero(int... dims) {
    return new Input(TensorType.of(DType.F32, dims), new Draw.Signed(0.1, 2));
  }

  /// Floating point in which no two numbers are close.
  public static Input distinct(int... dims) {
    return new Input(TensorType.of(DType.F32, dims), new Draw.Distinct(-3, 3));
  }

  /// Integers, or a mask, in `[low, high)`.
  public static Input integers(DType dtype, int low, int high, int... dims) {
    return new Input(TensorType.of(dtype, dims), new Draw.Integers(low, high));
  }

  /// A random mask.
  public static Input mask(int... dims) {
    return integers(DType.BOOL, 0, 2, dims);
  }

  /// These numbers.
  public static Input fixed(TensorType type, double... numbers) {
    return new Input(type, new Draw.Fixed(Arrays.stream(numbers).boxed().toList()));
  }

  /// Floating point of either sign, with a magnitude in `[low, high)`.
  public static Input signed(double low, double high, int... dims) {
    return new Input(TensorType.of(DType.F32, dims), new Draw.Signed(low, high));
  }

  /// This input where `f32` stands for `floating`.
  TensorType type(DType floating) {
    return type.dtype() == DType.F32 ? type.withDType(floating) : type;
  }
}
