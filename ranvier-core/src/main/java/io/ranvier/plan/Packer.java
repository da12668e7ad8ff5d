package io.ranvier.plan;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Packed;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Has the inputs that kernels bring into a form of their own brought there once: those of
/// variables that stay the same, from run to run ([Packs]); any other that several kernels read,
/// such as the weights of a recurrence, at their first use in a run.
final class Packer {
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

  /// A kernel that can be cut in two, and the input that it packs.
  private record Candidate(Packed packed, Ref input, Form form) {}

  /// @param constants the leaves that hold variables which the plan does not move on
  static List<Plan.Step> pack(List<Plan.Step> steps, Set<Integer> constants) {
    var packer = new Packer(constants);
    var candidates = steps.stream().map(Packer::candidate).toList();
    for (var candidate : candidates) {
      candidate.ifPresent(c -> packer.uses.merge(c.form, 1, Integer::sum));
    }
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      packer.steps.add(candidates.get(i).map(c -> packer.packed(step, c)).orElse(step));
    }
    return packer.steps;
  }

  private static Optional<Candidate> candidate(Plan.Step step) {
    return step.kernel()
        .packed()
        .map(
            packed -> {
              var input = step.task().inputs().get(packed.input());
              return new Candidate(packed, input, Form.of(input, packed));
            });
  }

  /// `step` on a packed input, or as it is where that does not pay.
  private Plan.Step packed(Plan.Step step, Candidate candidate) {
    var packed = candidate.packed;
    var input = candidate.input;
    var region = input.region();
    if (region.place() == Region.Place.LEAF && constants.contains(region.index())) {
      var pack = kept.computeIfAbsent(candidate.form, _ -> keep(input, packed));
      return new Plan.Step(step.task(), packed.rest(), pack);
    }
    if (uses.getOrDefault(candidate.form, 0) < 2) return step;
    var output = made.computeIfAbsent(candidate.form, _ -> make(input, packed));
    var task = new Task.OnPacked(step.task(), packed.input(), output);
    return new Plan.Step(task, packed.rest(), null);
  }

  private Packs.Pack keep(Ref ref, Packed packed) {
    long at = end;
    end += Placement.aligned(packed.bytes());
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
