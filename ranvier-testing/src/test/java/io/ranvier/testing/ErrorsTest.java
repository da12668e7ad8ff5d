package io.ranvier.testing;

import static io.ranvier.testing.Operations.axes;
import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Data;
import io.ranvier.op.Ops;
import io.ranvier.op.Slice;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.Span;
import io.ranvier.type.TensorType;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What a person reads who made a mistake: one line with the operation and what came.
final class ErrorsTest {
  private static final Value MATRIX = f32(3, 4);
  private static final Value PICTURES = f32(2, 3, 8, 8);
  private static final Value COUNTS = leaf(DType.I32, 3);

  @Test
  void elementwise() {
    fails(() -> Ops.add(MATRIX, f32(3, 5)), "add: shapes [3, 4] and [3, 5] do not broadcast");
    fails(
        () -> Ops.select(leaf(DType.BOOL, 2), MATRIX, MATRIX),
        "select: shapes [2] and [3, 4] do not broadcast");
    fails(() -> Ops.exp(COUNTS), "exp wants floating point, got i32[3]");
    fails(
        () -> Ops.add(leaf(DType.BOOL, 3), leaf(DType.BOOL, 3)), "add wants numbers, got bool[3]");
    fails(() -> Ops.not(COUNTS), "not wants a mask, got i32[3]");
    fails(
        () -> Ops.select(COUNTS, MATRIX, MATRIX), "select: shapes [3] and [3, 4] do not broadcast");
    fails(() -> Ops.isNaN(COUNTS), "isNaN wants floating point, got i32[3]");
  }

  @Test
  void reductions() {
    fails(() -> Ops.sum(MATRIX, axes(2)), "axis 2 of a shape of rank 2, [3, 4]");
    fails(
        () -> Ops.sum(leaf(DType.BOOL, 3), axes(0)),
        "sum wants numbers, got bool[3]; cast the mask");
    fails(() -> Ops.mean(COUNTS, axes(0)), "mean wants floating point, got i32[3]; cast it");
    fails(() -> Ops.argMax(f32(3, 0), 1), "argMax over an empty axis 1 of f32[3, 0]");
  }

  @Test
  void products() {
    fails(
        () -> Ops.matmul(MATRIX, f32(3, 4)),
        "matmul: inner extents differ, f32[3, 4] by f32[3, 4]");
    fails(
        () -> Ops.matmul(f32(2, 3, 4), f32(5, 4, 3)),
        "matmul: shapes [2] and [5] do not broadcast");
    fails(
        () -> Ops.matmul(f32(4), MATRIX),
        "matmul wants two matrices or batches, got f32[4] and f32[3, 4]");
    fails(
        () -> Ops.conv2d(PICTURES, f32(5, 1, 3, 3), window(3), 1),
        "conv2d: 3 channels in, but the kernel takes 1");
    fails(
        () -> Ops.conv2d(PICTURES, f32(5, 3, 3, 3), window(3), 2),
        "conv2d: 2 groups do not divide 3 channels in and 5 out");
    fails(
        () -> Ops.conv2d(PICTURES, f32(5, 3, 9, 9), window(9), 1),
        "a window of extent 9 does not fit 8 elements with padding 0 and 0");
    fails(
        () -> Ops.conv2d(MATRIX, f32(5, 3, 3, 3), window(3), 1),
        "conv2d wants tensors of rank 4, got f32[3, 4] and f32[5, 3, 3, 3]");
  }

  @Test
  void windows() {
    fails(
        () -> Ops.maxPool2d(PICTURES, window(2).padding(2)),
        "maxPool2d of f32[2, 3, 8, 8]: window 2x2 padding 2 would see nothing but padding");
    // Taps at −2 and 1 of a single row.
    fails(
        () -> Ops.avgPool2d(f32(1, 1, 1, 1), window(2).dilation(3).padding(2, 1, 2, 1), true),
        "avgPool2d of f32[1, 1, 1, 1]: window 2x2 padding 2:1 dilation 3 would see nothing but"
            + " padding");
    assertThatThrownBy(() -> new Span(0, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size, stride and dilation start at 1, padding at 0");
  }

  @Test
  void movement() {
    fails(() -> Ops.reshape(MATRIX, Shape.of(5)), "reshape: f32[3, 4] has 12 elements, [5] has 5");
    fails(() -> Ops.transpose(MATRIX, axes(0, 0)), "transpose: [0, 0] is no order of the axes");
    fails(() -> Ops.broadcast(MATRIX, Shape.of(3, 5)), "shapes [3, 4] and [3, 5] do not broadcast");
    fails(() -> Ops.broadcast(MATRIX, Shape.of(4)), "broadcast: f32[3, 4] does not stretch to [4]");
    fails(
        () -> Node.of(new Slice(axes(0, 2), axes(3, 3), axes(1, 1)), MATRIX),
        "slice: 3 elements from 2, 1 apart, along axis 1 of f32[3, 4]");
    fails(() -> Ops.pad(MATRIX, 0, -1, 0, 0), "pad: negative padding -1, 0, 0 along axis 0");
    fails(
        () -> Ops.concat(List.of(MATRIX, f32(3, 5)), 0),
        "concat along axis 0: f32[3, 4] and f32[3, 5]");
    fails(() -> Ops.concat(List.of(), 0), "concat of nothing");
    fails(() -> Ops.gather(MATRIX, f32(2), 0), "gather: the index must be i32 or i64, got f32[2]");
    fails(
        () -> Ops.scatterAdd(COUNTS, f32(2, 4), 0, 9),
        "scatterAdd: updates f32[2, 4] for index i32[3] along axis 0");
  }

  @Test
  void networks() {
    fails(() -> Ops.softmax(COUNTS, 0), "softmax wants floating point, got i32[3]");
    fails(
        () -> Ops.crossEntropy(MATRIX, leaf(DType.I64, 3)),
        "crossEntropy wants one i32 label for each row of f32[3, 4], got i64[3]");
    fails(
        () -> Ops.batchNorm(PICTURES, f32(4), f32(3), 1e-5),
        "batchNorm of f32[2, 3, 8, 8] wants parameters f32[3], got f32[4]");
    fails(
        () -> Ops.uniform(COUNTS, TensorType.of(DType.F32, 3)),
        "random: the key must be i64[2], got i32[3]");
  }

  @Test
  void indicesAreCheckedWhenTheyAreRead() {
    var evaluation = new Evaluation();
    var x = evaluation.leaf(TensorType.of(DType.F32, 2, 3), 1, 2, 3, 4, 5, 6);
    var index = evaluation.leaf(TensorType.of(DType.I32, 2), 2, 3);
    var negative = evaluation.leaf(TensorType.of(DType.I64, 2), 0, -1);
    outside(evaluation, Ops.gather(x, index, 1), "gather: index 3 is outside [0, 3)");
    outside(evaluation, Ops.gather(x, negative, 0), "gather: index -1 is outside [0, 2)");
    outside(
        evaluation, Ops.scatterAdd(negative, x, 0, 7), "scatterAdd: index -1 is outside [0, 7)");
    outside(evaluation, Ops.crossEntropy(x, index), "gather: index 3 is outside [0, 3)");
  }

  private static void outside(Evaluation evaluation, Value y, String message) {
    assertThatThrownBy(() -> evaluation.numbers(y))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(message);
  }

  private static void fails(ThrowingCallable mistake, String message) {
    assertThatThrownBy(mistake)
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static Value f32(int... dims) {
    return leaf(DType.F32, dims);
  }

  private static Value leaf(DType dtype, int... dims) {
    return Node.of(new Data(TensorType.of(dtype, dims)));
  }
}
