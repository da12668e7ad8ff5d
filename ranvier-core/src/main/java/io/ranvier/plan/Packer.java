package io.ranvier.plan;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Packed;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Has the inputs that kernels bring into a form of their own brought there once: those of
/// variables that stay the same, from run to run ([Packs]); any other that several kernels read,
/// such as the weights of a recurrence, at their first use in a run.
final class Packer {
  private static final long ALIGNMENT = 4096;

  private final Set<Integer> constants;
  private final List<Plan.Step> steps = new ArrayList<>();
  private final Map<Form, Integer> uses = new HashMap<>();
  private final Map<Form, Packs.Pack> kept = new HashMap<>();
  private final Map<Form, Ref> made = new HashMap<>();
  private long end;

  /// Equal for kernels that read the same packed bytes.
  private record Form(Region region, TensorType type, Layout layout, Object form) {
    static Form of(Ref ref, Packed packed) {
      return new Form(ref.region(), ref.type(), ref.layout(), packed.form());
    }
  }

  private Packer(Set<Integer> constants) {
    this.constants = constants;
  }

  /// @param constants the leaves that hold variables which the plan does not move on
  static List<Plan.Step> pack(List<Plan.Step> steps, Set<Integer> constants) {
    var packer = new Packer(constants);
    for (var step : steps) {
      step.kernel()
          .packed()
          .ifPresent(p -> packer.uses.merge(Form.of(input(step, p), p), 1, Integer::sum));
    }
    for (var step : steps) packer.add(step);
    return packer.steps;
  }

  private static Ref input(Plan.Step step, Packed packed) {
    return step.task().inputs().get(packed.input());
  }

  private void add(Plan.Step step) {
    var packed = step.kernel().packed();
    if (packed.isEmpty()) {
      steps.add(step);
      return;
    }
    var p = packed.get();
    var ref = input(step, p);
    var form = Form.of(ref, p);
    if (ref.region().place() == Region.Place.LEAF && constants.contains(ref.region().index())) {
      steps.add(
          new Plan.Step(step.task(), p.rest(), kept.computeIfAbsent(form, _ -> keep(ref, p))));
    } else if (uses.getOrDefault(form, 0) > 1) {
      var output = made.computeIfAbsent(form, _ -> make(ref, p));
      steps.add(new Plan.Step(new Task.OnPacked(step.task(), p.input(), output), p.rest(), null));
    } else {
      steps.add(step);
    }
  }

  private Packs.Pack keep(Ref ref, Packed packed) {
    long at = end;
    end += (packed.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return new Packs.Pack(packed.input(), ref.region(), packed.packing(), at, packed.bytes());
  }

  private Ref make(Ref ref, Packed packed) {
    var type = TensorType.of(DType.F32, Math.toIntExact(packed.bytes() / 4));
    var output = new Ref(Region.arena(packed.bytes()), type, Layout.rowMajor(type.shape()));
    var task = new Task.Packing(ref, output, packed.packing());
    steps.add(new Plan.Step(task, packed.packing(), null));
    return output;
  }
}
