package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.op.*;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What the conformance check over samples does not show: layouts at random, large shapes on
/// several threads, and errors.
final class CpuKernelsTest {
  private static final CpuBackend CPU = new CpuBackend();

  @Property(tries = 300)
  void relayoutsLikeTheReference(@ForAll long seed) {
    var random = new Random(seed);
    var dtypes = List.of(DType.U8, DType.BF16, DType.F32, DType.I64);
    var type = new TensorType(dtypes.get(random.nextInt(4)), shape(random));
    var x = new Operand(type, layout(type.shape(), random));
    var y = new Operand(type, layout(type.shape(), random));
    requireSame(new Reshape(type.shape()), List.of(x), List.of(y), random);
  }

  @Property(tries = 200)
  void reshapesLikeTheReference(@ForAll long seed) {
    var random = new Random(seed);
    int[] factors = {2, 3, 1, 4, 5, 2};
    var in = TensorType.of(DType.F32, grouped(factors, random));
    var out = TensorType.of(DType.F32, grouped(new int[] {2, 3, 5, 8, 1}, random));
    var x = new Operand(in, layout(in.shape(), random));
    requireSame(
        new Reshape(out.shape()),
        List.of(x),
        List.of(new Operand(out, layout(out.shape(), random))),
        random);
  }

  @Property(tries = 200)
  void flipsAndTransposesLikeTheReference(@ForAll long seed) {
    var random = new Random(seed);
    var shape = shape(random);
    var axes = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    Collections.shuffle(axes, random);
    var type = new TensorType(DType.F32, shape);
    var x = new Operand(type, layout(shape, random));
    var turned = type.withShape(shape.permuted(axes));
    var y = new Operand(turned, layout(turned.shape(), random));
    requireSame(new Transpose(axes), List.of(x), List.of(y), random);
    var flipped = axes.subList(0, random.nextInt(axes.size() + 1));
    var z = new Operand(type, layout(shape, random));
    requireSame(new Flip(flipped), List.of(x), List.of(z), random);
  }

  @Test
  void threadsDoNotChangeABit() {
    var picture = TensorType.of(DType.F32, 8, 22, 37, 41);
    var x = new Operand(picture, Layout.channelsLast(picture.shape()));
    var c = Operand.rowMajor(TensorType.of(DType.F32, 22));
    requireThreadsAgree(new BatchNorm.Moments(), List.of(x), List.of(c, c));
    var pooled = picture.withShape(8, 22, 18, 20);
    var y = new Operand(pooled, Layout.channelsLast(pooled.shape()));
    var index = new Operand(pooled.withDType(DType.I32), y.layout());
    var window = Window.window(3).stride(2);
    requireThreadsAgree(new MaxPool2d(window), List.of(x), List.of(y, index));
    requireThreadsAgree(new AvgPool2d(window, true), List.of(x), List.of(y));
    var rows = Operand.rowMajor(TensorType.of(DType.F32, 300, 1003));
    requireThreadsAgree(new Softmax(1), List.of(rows), List.of(rows));
    requireThreadsAgree(
        new Reshape(picture.shape()), List.of(x), List.of(Operand.rowMajor(picture)));
    var key = Operand.rowMajor(TensorType.of(DType.I64, 2));
    var normal = new io.ranvier.op.Random(io.ranvier.op.Random.Distribution.NORMAL, rows.type());
    requireThreadsAgree(normal, List.of(key), List.of(rows));
  }

  @Test
  void saysWhichLabelIsOutside() {
    var x = Operand.rowMajor(TensorType.of(DType.F32, 5, 10));
    var t = Operand.rowMajor(TensorType.of(DType.I32, 5));
    var y = Operand.rowMajor(TensorType.of(DType.F32, 5));
    var kernel = CPU.lower(new CrossEntropy(), List.of(x, t), List.of(y));
    var labels = buffer(t);
    labels.segment().fill((byte) 0);
    labels.segment().setAtIndex(ValueLayout.JAVA_INT, 3, 10);
    assertThatThrownBy(
            () -> kernel.run(new Buffer[] {buffer(x), labels}, new Buffer[] {buffer(y)}, buffer(y)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("cross entropy: label 10 of sample 3 is outside [0, 10)");
  }

  @Test
  void saysWhichIndexIsOutside() {
    var x = Operand.rowMajor(TensorType.of(DType.F32, 4, 2));
    var index = Operand.rowMajor(TensorType.of(DType.I64, 1));
    var y = Operand.rowMajor(TensorType.of(DType.F32, 1, 2));
    var kernel = CPU.lower(new Gather(0), List.of(x, index), List.of(y));
    var picks = buffer(index);
    picks.segment().set(ValueLayout.JAVA_LONG, 0, -1);
    assertThatThrownBy(
            () -> kernel.run(new Buffer[] {buffer(x), picks}, new Buffer[] {buffer(y)}, buffer(y)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("gather: index -1 is outside [0, 4)");
  }

  private static void requireThreadsAgree(Op op, List<Operand> inputs, List<Operand> outputs) {
    int before = Parallel.threads();
    try {
      Parallel.threads(1);
      var alone = run(CPU, op, inputs, outputs, new Random(1));
      Parallel.threads(2);
      var together = run(CPU, op, inputs, outputs, new Random(1));
      for (int i = 0; i < alone.size(); i++) {
        assertThat(alone.get(i).mismatch(together.get(i))).as("%s, output %d", op, i).isEqualTo(-1);
      }
    } finally {
      Parallel.threads(before);
    }
  }

  private static void requireSame(
      Op op, List<Operand> inputs, List<Operand> outputs, Random random) {
    long seed = random.nextLong();
    var expected = run(new ReferenceBackend(), op, inputs, outputs, new Random(seed));
    var actual = run(CPU, op, inputs, outputs, new Random(seed));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(expected.get(i).mismatch(actual.get(i)))
          .as("%s of %s to %s", op, inputs, outputs)
          .isEqualTo(-1);
    }
  }

  private static List<MemorySegment> run(
      io.ranvier.backend.Backend backend,
      Op op,
      List<Operand> inputs,
      List<Operand> outputs,
      Random random) {
    var kernel = backend.lower(op, inputs, outputs);
    var in = inputs.stream().map(x -> filled(x, random)).toArray(Buffer[]::new);
    var out = outputs.stream().map(CpuKernelsTest::buffer).toArray(HostBuffer[]::new);
    kernel.run(in, out.clone(), allocate(kernel.workspaceBytes()));
    return IntStream.range(0, out.length).mapToObj(i -> out[i].segment()).toList();
  }

  /// Small whole numbers, which every type holds; positive, so that they may be variances.
  private static HostBuffer filled(Operand x, Random random) {
    var buffer = buffer(x);
    long count = x.layout().extent(x.shape());
    for (long i = 0; i < count; i++) {
      int value = 1 + random.nextInt(100);
      switch (x.dtype()) {
        case U8, BOOL -> buffer.segment().set(ValueLayout.JAVA_BYTE, i, (byte) value);
        case F16, BF16 -> buffer.segment().setAtIndex(ValueLayout.JAVA_SHORT, i, (short) value);
        case I32 -> buffer.segment().setAtIndex(ValueLayout.JAVA_INT, i, value);
        case F32 -> buffer.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, value / 64f);
        case I64 -> buffer.segment().setAtIndex(ValueLayout.JAVA_LONG, i, value);
        case F64 -> buffer.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i, value / 64.0);
      }
    }
    return buffer;
  }

  private static HostBuffer buffer(Operand x) {
    return allocate(x.layout().extent(x.shape()) * x.dtype().byteSize());
  }

  private static HostBuffer allocate(long bytes) {
    return new HostBuffer(Arena.ofAuto().allocate(Math.max(bytes, 1), 64));
  }

  private static Shape shape(Random random) {
    return Shape.of(
        IntStream.range(0, random.nextInt(5)).map(_ -> random.nextInt(1, 14)).toArray());
  }

  /// Any order of axes, sometimes with gaps.
  private static Layout layout(Shape shape, Random random) {
    var order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    Collections.shuffle(order, random);
    var strides = new long[shape.rank()];
    long stride = random.nextInt(4) == 0 ? 2 : 1;
    for (int axis : order) {
      strides[axis] = stride;
      stride *= shape.dim(axis) + (random.nextInt(5) == 0 ? 1 : 0);
    }
    return Layout.of(random.nextInt(3), strides);
  }

  /// The factors in their order, neighbours multiplied here and there.
  private static int[] grouped(int[] factors, Random random) {
    var dims = new ArrayList<Integer>();
    for (int factor : factors) {
      if (!dims.isEmpty() && random.nextBoolean())
        dims.set(dims.size() - 1, dims.getLast() * factor);
      else dims.add(factor);
    }
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }
}
