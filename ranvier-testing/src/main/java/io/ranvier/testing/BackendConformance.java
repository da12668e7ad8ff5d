package io.ranvier.testing;

import io.ranvier.autograd.Gradients;
import io.ranvier.backend.Backend;
import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.backend.reference.Interpreter;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Broadcast;
import io.ranvier.op.Composite;
import io.ranvier.op.Data;
import io.ranvier.op.Op;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Compares the kernels of a backend that computes in host memory with the reference, operation by
/// operation: on every operation of a sample and of its gradient, in the layouts that the backend
/// asks for, and where it takes any, in several that it might be given.
///
/// Outputs start as rubbish between guards, so that a kernel which leaves a gap, adds to what is
/// there or writes beyond its end is found out; so is one that keeps something from run to run.
public final class BackendConformance {
  private static final int GUARD = 256;
  private static final byte[] RUBBISH = {(byte) 0xFF, 0x5A};
  private static final double F64_TOLERANCE = 1e-12;
  private static final int VARIANTS = 5;

  private final Backend backend;

  public BackendConformance(Backend backend) {
    this.backend = backend;
  }

  /// Checks every operation of `sample`, with `floating` for `f32`.
  ///
  /// @throws AssertionError if a kernel computes something else than the reference
  public void check(Sample sample, DType floating, long seed) {
    var trial = new Trial(sample, floating, seed);
    var roots = new ArrayList<>(trial.outputs());
    if (sample.order() > 0) {
      roots.addAll(Gradients.gradients(trial.objective(), trial.variables()));
    }
    var run = new Run(trial, floating, seed, trial.interpreter());
    run.checkAll(roots, List.of());
  }

  /// One sample in one element type.
  private final class Run {
    private final Trial trial;
    private final double tolerance;
    private final long seed;
    private final Interpreter reference;

    Run(Trial trial, DType floating, long seed, Interpreter reference) {
      this.trial = trial;
      this.tolerance = floating == DType.F64 ? F64_TOLERANCE : trial.sample().tolerance();
      this.seed = seed;
      this.reference = reference;
    }

    /// Checks all nodes that `roots` depend on, up to `known`.
    void checkAll(List<Value> roots, List<Value> known) {
      for (var node : Node.order(roots, known::contains)) {
        if (node.op() instanceof Data) continue;
        if (node.op() instanceof Composite composite) {
          var inputs = node.inputs();
          if (backend.takesWhole(composite, types(inputs))) check(node);
          else checkAll(composite.decompose(inputs), inputs);
        } else {
          check(node);
        }
      }
    }

    private void check(Node node) {
      var op = (Op) node.op();
      var preference = backend.preference(op, types(node.inputs()), types(node.outputs()));
      boolean free = preference.inputs().stream().anyMatch(java.util.Optional::isEmpty);
      for (int variant = 0; variant < (free ? VARIANTS : 1); variant++) {
        var inputs = new ArrayList<Placed>();
        for (int i = 0; i < node.inputs().size(); i++) {
          var x = node.inputs().get(i);
          var asked = preference.inputs().get(i);
          inputs.add(asked.isPresent() ? placed(x, asked.get()) : variant(x, variant, i));
        }
        check(node, op, inputs, preference.outputs());
      }
    }

    private void check(Node node, Op op, List<Placed> inputs, List<Layout> layouts) {
      var outputs = new ArrayList<Operand>();
      for (int i = 0; i < layouts.size(); i++) {
        outputs.add(new Operand(node.output(i).type(), layouts.get(i)));
      }
      var kernel = backend.lower(op, inputs.stream().map(Placed::operand).toList(), outputs);
      var in = inputs.stream().map(Placed::buffer).toArray(Buffer[]::new);
      for (byte rubbish : RUBBISH) {
        var guarded = outputs.stream().map(y -> new Guarded(y, rubbish)).toList();
        var out = guarded.stream().map(Guarded::buffer).toArray(Buffer[]::new);
        var workspace = HostTensors.allocate(kernel.workspaceBytes());
        workspace.segment().fill(rubbish);
        kernel.run(in, out, workspace);
        for (int i = 0; i < guarded.size(); i++) {
          var where =
              "%s, seed %d: %s (%s) of %s, output %d"
                  .formatted(trial.sample(), seed, node, kernel.describe(), inputs, i);
          guarded.get(i).requireIntact(where);
          compare(where, guarded.get(i), node.output(i));
        }
      }
    }

    private void compare(String where, Guarded output, Value y) {
      var actual = HostTensors.numbers(output.buffer(), output.operand());
      var expected = reference.numbers(y);
      double allowed = y.type().dtype().isFloating() ? tolerance : 0;
      HostTensors.requireClose(where, actual, expected, allowed);
    }

    private Placed placed(Value x, Layout layout) {
      var operand = new Operand(x.type(), layout);
      return new Placed(operand, HostTensors.laidOut(reference.evaluate(x), x.type(), layout));
    }

    /// One of the layouts that a plan may come up with: row-major, dense in another order of axes,
    /// with gaps, a mixture of them, or a broadcast that was never carried out.
    private Placed variant(Value x, int variant, int input) {
      var shape = x.shape();
      return switch (variant) {
        case 0 -> placed(x, Layout.rowMajor(shape));
        case 1 ->
            placed(
                x,
                Layout.dense(shape, IntStream.range(0, shape.rank()).boxed().toList().reversed()));
        case 2 -> {
          var strides = shape.strides();
          for (int i = 0; i < strides.length; i++) strides[i] *= 2;
          yield placed(x, Layout.of(3, strides));
        }
        case 3 -> variant(x, (input + 1) % 3, input);
        default -> repeated(x, input);
      };
    }

    private Placed repeated(Value x, int input) {
      if (!(x.op() instanceof Broadcast) || x.node().isForgotten()) return variant(x, 0, input);
      var source = x.input(0);
      int lead = x.shape().rank() - source.shape().rank();
      var strides = new long[x.shape().rank()];
      for (int i = lead; i < strides.length; i++) {
        boolean stretched = source.shape().dim(i - lead) == 1;
        strides[i] = stretched ? 0 : source.shape().strides()[i - lead];
      }
      return new Placed(new Operand(x.type(), Layout.of(0, strides)), reference.evaluate(source));
    }
  }

  /// A tensor in memory.
  private record Placed(Operand operand, HostBuffer buffer) {
    @Override
    public String toString() {
      return operand.toString();
    }
  }

  /// An output, with room around it that nobody may write to.
  private record Guarded(Operand operand, HostBuffer memory, byte rubbish) {
    Guarded(Operand operand, byte rubbish) {
      var memory = HostTensors.allocate(bytes(operand) + 2 * GUARD);
      memory.segment().fill(rubbish);
      this(operand, memory, rubbish);
    }

    HostBuffer buffer() {
      return memory.slice(GUARD, bytes(operand));
    }

    void requireIntact(String where) {
      for (long i = 0; i < GUARD; i++) {
        for (long at : new long[] {i, GUARD + bytes(operand) + i}) {
          if (memory.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, at) != rubbish) {
            throw new AssertionError(
                "%s: wrote to byte %d of %d".formatted(where, at - GUARD, bytes(operand)));
          }
        }
      }
    }

    private static long bytes(Operand operand) {
      return operand.layout().extent(operand.shape()) * operand.dtype().byteSize();
    }
  }

  private static List<TensorType> types(List<Value> values) {
    return values.stream().map(Value::type).toList();
  }
}
