package io.ranvier.backend.cpu;

import io.ranvier.backend.Backend.Preference;
import io.ranvier.backend.Layout;
import io.ranvier.op.*;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// In which layouts the kernels want their operands: pictures with their channels running fastest,
/// rows contiguous, and row-major order where nothing else counts.
final class Preferences {
  private Preferences() {}

  static Preference of(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    var any = Preference.anyToRowMajor(inputs, outputs);
    if (!inputs.isEmpty() && !isFast(op, inputs.getFirst().dtype())) return any;
    return switch (op) {
      case Elementwise _, Data _, Fill _, Iota _, Random _ -> any;
      case Detach _, Reshape _, Transpose _, Broadcast _, Slice _, Flip _ -> any;
      case Reduction r -> reduction(r, inputs.getFirst(), outputs.getFirst());
      case ArgReduction a -> along(a.axis(), inputs, outputs);
      case MatMul _ -> any;
      case Pad(var low, var high, var gap, _) ->
          isSpatial(low) && isSpatial(high) && isSpatial(gap) ? toPictures(inputs, outputs) : any;
      case Concat(var axis) ->
          inputs.getFirst().rank() == 4 && axis == 1 ? toPictures(inputs, outputs) : any;
      case Gather _, ScatterAdd _ -> Preference.rowMajor(inputs, outputs);
      case Conv2d _ -> new Preference(pictures(inputs, 1), all(outputs, Layout::channelsLast));
      case Conv2d.InputGrad _ ->
          new Preference(pictures(inputs, 1), all(outputs, Layout::channelsLast));
      case Conv2d.KernelGrad _ ->
          new Preference(pictures(inputs, 2), all(outputs, Layout::rowMajor));
      case MaxPool2d _, MaxPool2d.Collect _, MaxPool2d.Scatter _ -> ofPictures(inputs, outputs);
      case AvgPool2d _, AvgPool2d.InputGrad _ -> ofPictures(inputs, outputs);
      case Softmax(var axis) -> along(axis, inputs, outputs);
      case LogSoftmax(var axis) -> along(axis, inputs, outputs);
      case CrossEntropy _, CrossEntropy.InputGrad _ -> Preference.rowMajor(inputs, outputs);
      case BatchNorm.Moments _ -> any;
      case BatchNorm _,
          BatchNorm.InputGrad _,
          Gelu _,
          Recurrence _,
          Recurrence.InputGrad _,
          Custom _ ->
          any;
    };
  }

  /// Whether fast kernels take this type: others leave the layout to the reference backend, which
  /// takes any.
  private static boolean isFast(Op op, DType dtype) {
    boolean moves = op instanceof Gather || op instanceof Pad || op instanceof Concat;
    return dtype == DType.F32 || moves || op instanceof Reduction || op instanceof ScatterAdd;
  }

  /// The reduced axes next to each other, and running fastest.
  private static Preference reduction(Reduction op, TensorType x, TensorType y) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < x.rank(); i++) if (!op.axes().contains(i)) order.add(i);
    order.addAll(op.axes());
    return new Preference(
        List.of(Optional.of(Layout.dense(x.shape(), order))),
        List.of(Layout.dense(y.shape(), order)));
  }

  private static Preference along(int axis, List<TensorType> inputs, List<TensorType> outputs) {
    return new Preference(
        inputs.stream().map(t -> Optional.of(Rows.layout(t.shape(), axis))).toList(),
        all(outputs, shape -> Rows.layout(shape, axis)));
  }

  private static boolean isSpatial(List<Integer> padding) {
    return padding.size() == 4 && padding.get(0) == 0 && padding.get(1) == 0;
  }

  /// Channels-last for the first `count` of the tensors, row-major for the others.
  private static List<Optional<Layout>> pictures(List<TensorType> types, int count) {
    return IntStream.range(0, types.size())
        .mapToObj(
            i -> {
              var shape = types.get(i).shape();
              return Optional.of(i < count ? Layout.channelsLast(shape) : Layout.rowMajor(shape));
            })
        .toList();
  }

  private static Preference ofPictures(List<TensorType> inputs, List<TensorType> outputs) {
    return new Preference(pictures(inputs, inputs.size()), all(outputs, Layout::channelsLast));
  }

  private static Preference toPictures(List<TensorType> inputs, List<TensorType> outputs) {
    return new Preference(
        inputs.stream().map(_ -> Optional.<Layout>empty()).toList(),
        all(outputs, Layout::channelsLast));
  }

  private static List<Layout> all(List<TensorType> types, Function<Shape, Layout> layout) {
    return types.stream().map(t -> layout.apply(t.shape())).toList();
  }
}
