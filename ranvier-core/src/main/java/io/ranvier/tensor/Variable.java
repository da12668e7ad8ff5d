package io.ranvier.tensor;

import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import io.ranvier.graph.Node;
import io.ranvier.op.Data;
import io.ranvier.plan.Update;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named cell that holds a tensor and can be given another one of the same type: the one thing in
/// a model that changes.
///
/// [#assign] says what comes next; [#update] computes the next values of many variables, and what
/// else is wanted, as one program, in place.
public final class Variable {
  private final TensorType type;
  private String name;
  private volatile Tensor value;
  private volatile @Nullable Tensor next;

  /// @param name how errors and checkpoints call it, such as `conv1.weight`; may be empty
  public Variable(String name, Tensor initial) {
    this.name = name;
    this.type = initial.type();
    this.value = leaf(type, copy(initial.eval()), name);
  }

  public String name() {
    return name;
  }

  /// Gives this variable another name.
  public void rename(String name) {
    this.name = name;
    if (value.value().source() instanceof Storage storage) storage.rename(name);
  }

  public TensorType type() {
    return type;
  }

  /// The tensor that it holds, or that it was given last.
  public Tensor value() {
    var assigned = next;
    return assigned == null ? value : assigned;
  }

  /// The tensor that it holds, whatever it was given since: always one that is computed.
  public Tensor held() {
    return value;
  }

  /// Says what this variable holds next. Nothing is computed before [#update], or before somebody
  /// looks.
  public void assign(Tensor next) {
    if (!next.type().equals(type)) {
      throw new ShapeException(
          "assigning %s to %s, which is %s".formatted(next.type(), label(), type));
    }
    this.next = next;
  }

  /// Takes back what was assigned and not yet computed.
  public void reset() {
    next = null;
  }

  /// Replaces the numbers at once, by the bytes of `data` in row-major order.
  public void load(MemorySegment data) {
    if (data.byteSize() != type.byteSize()) {
      throw new ShapeException(
          "%s is %s and takes %d bytes, got %d"
              .formatted(label(), type, type.byteSize(), data.byteSize()));
    }
    next = null;
    value = leaf(type, storage(Tensor.of(type, data)).block(), name);
  }

  private String label() {
    return name.isEmpty() ? "a variable" : "\"" + name + "\"";
  }

  /// Computes `results` together with the assigned next values of `variables`, as one program. The
  /// memory of the old values is reused, so tensors that still depend on them must have been
  /// computed before.
  public static void update(List<Variable> variables, List<Tensor> results) {
    var changing = new ArrayList<Variable>(variables.size());
    var updates = new ArrayList<Update>(variables.size());
    for (var v : variables) {
      var next = v.next;
      if (next == null) continue;
      changing.add(v);
      updates.add(new Update(v.value.value(), next.value(), v.name));
    }
    var moved = Devices.current().evaluate(Tensor.values(results), updates);
    for (int i = 0; i < changing.size(); i++) {
      var v = changing.get(i);
      v.value = Tensor.of(moved.get(i));
      v.next = null;
    }
  }

  /// The numbers of a computed tensor.
  private static Storage storage(Tensor computed) {
    if (computed.value().source() instanceof Storage storage) return storage;
    throw new IllegalStateException("not computed: " + computed);
  }

  /// A block with the same numbers: that of the initial tensor may belong to others.
  private static Memory.Block copy(Tensor initial) {
    var block = Memory.allocate(initial.type().byteSize());
    block.buffer().segment().copyFrom(storage(initial).buffer().segment());
    return block;
  }

  /// A leaf that says that it is a variable, and which.
  private static Tensor leaf(TensorType type, Memory.Block block, String name) {
    return Tensor.of(Node.leaf(new Data(type), new Storage(block, name, true)));
  }
}
