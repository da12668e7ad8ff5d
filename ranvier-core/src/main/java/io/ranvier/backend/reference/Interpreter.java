package io.ranvier.backend.reference;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Operand;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Composite;
import io.ranvier.op.Data;
import io.ranvier.op.Op;
import io.ranvier.type.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Evaluates values one node at a time, without a plan: each operation by its reference kernel,
/// each composite as its decomposition, everything row-major. What a plan computes is tested
/// against it.
///
/// It keeps all that it has computed, and belongs to one thread.
public final class Interpreter {
  private static final long ALIGNMENT = 64;

  private final ReferenceBackend backend = new ReferenceBackend();
  private final Arena arena = Arena.ofAuto();
  private final Map<Value, HostBuffer> known = new HashMap<>();
  private final Function<Value, HostBuffer> leaves;

  /// @param leaves the numbers of each leaf, row-major
  public Interpreter(Function<Value, HostBuffer> leaves) {
    this.leaves = leaves;
  }

  /// The numbers of `value`, row-major.
  public HostBuffer evaluate(Value value) {
    compute(List.of(value));
    return get(value);
  }

  /// The numbers of `value`, of any element type, row-major.
  public double[] numbers(Value value) {
    var view = new View(Operand.rowMajor(value.type()), evaluate(value).segment());
    var numbers = new double[Math.toIntExact(value.shape().size())];
    for (int i = 0; i < numbers.length; i++) numbers[i] = view.number(i);
    return numbers;
  }

  private void compute(List<Value> roots) {
    for (var node : Node.order(roots, this::isKnown)) {
      if (node.op() instanceof Composite composite) {
        var outputs = composite.decompose(node.inputs());
        compute(outputs);
        for (int i = 0; i < outputs.size(); i++) known.put(node.output(i), get(outputs.get(i)));
      } else {
        run(node);
      }
    }
  }

  /// A value whose past is forgotten is as good as a leaf.
  private boolean isKnown(Value value) {
    if (known.containsKey(value)) return true;
    if (!(value.op() instanceof Data) && !value.node().isForgotten()) return false;
    known.put(value, leaves.apply(value));
    return true;
  }

  private void run(Node node) {
    var outputs = node.outputs().stream().map(y -> allocate(y.type())).toArray(Buffer[]::new);
    var inputs = node.inputs().stream().map(this::get).toArray(Buffer[]::new);
    var kernel = backend.lower((Op) node.op(), operands(node.inputs()), operands(node.outputs()));
    try (var scratch = Arena.ofConfined()) {
      long bytes = Math.max(kernel.workspaceBytes(), 1);
      kernel.run(inputs, outputs, new HostBuffer(scratch.allocate(bytes, ALIGNMENT)));
    }
    for (int i = 0; i < outputs.length; i++) known.put(node.output(i), (HostBuffer) outputs[i]);
  }

  private HostBuffer get(Value value) {
    var buffer = isKnown(value) ? known.get(value) : null;
    if (buffer == null) throw new IllegalStateException("not computed: " + value);
    return buffer;
  }

  private HostBuffer allocate(TensorType type) {
    return new HostBuffer(
        type.byteSize() == 0 ? MemorySegment.NULL : arena.allocate(type.byteSize(), ALIGNMENT));
  }

  private static List<Operand> operands(List<Value> values) {
    var operands = new ArrayList<Operand>();
    for (var value : values) operands.add(Operand.rowMajor(value.type()));
    return operands;
  }
}
