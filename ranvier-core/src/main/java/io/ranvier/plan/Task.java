package io.ranvier.plan;

import io.ranvier.backend.Kernel;
import io.ranvier.op.Fill;
import io.ranvier.op.Op;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One piece of work of a plan, before it becomes a kernel.
sealed interface Task {
  /// What it reads, in the order of the kernel's operands.
  List<Ref> inputs();

  /// What it writes.
  List<Ref> outputs();

  /// The bytes that it reads and writes, each once.
  default long touchedBytes() {
    return Stream.concat(inputs().stream(), outputs().stream()).mapToLong(Ref::touchedBytes).sum();
  }

  /// The same work with other regions in the place of some.
  Task replaced(Map<Region, Region> regions);

  /// One operation by a kernel of its own.
  record Call(Op op, List<Ref> inputs, List<Ref> outputs) implements Task {
    public Call {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    @Override
    public Call replaced(Map<Region, Region> regions) {
      return new Call(op, all(inputs, regions), all(outputs, regions));
    }
  }

  /// Elementwise operations, and reductions of their results, in one pass over `shape`, whose axes
  /// go from the slowest to the fastest by `order`.
  ///
  /// @param written the members' outputs that others read
  record Pass(Shape shape, List<Integer> order, List<Member> members, List<Ref> written)
      implements Task {
    public Pass {
      members = List.copyOf(members);
      written = List.copyOf(written);
    }

    static Pass of(Shape shape, List<Integer> order, Member member) {
      return new Pass(shape, order, List.of(member), List.of(member.output()));
    }

    /// What members read that no member before them computes.
    @Override
    public List<Ref> inputs() {
      var found = new ArrayList<Ref>();
      for (var member : members) {
        for (var argument : member.arguments()) {
          if (argument instanceof Argument.Read(var ref)
              && producer(ref) < 0
              && found.stream().noneMatch(ref::sameAs)) {
            found.add(ref);
          }
        }
      }
      return found;
    }

    @Override
    public List<Ref> outputs() {
      return written;
    }

    @Override
    public Pass replaced(Map<Region, Region> regions) {
      var next = members.stream().map(member -> member.replaced(regions)).toList();
      return new Pass(shape, order, next, all(written, regions));
    }

    /// The member that computes `ref`, or −1.
    int producer(Ref ref) {
      for (int i = 0; i < members.size(); i++) if (members.get(i).output().sameAs(ref)) return i;
      return -1;
    }
  }

  /// A call whose result goes through a pass block by block, and is computed where one of the
  /// pass's outputs is written.
  ///
  /// @param place the output that lies as the result of the call would
  record Finished(Call call, Pass pass, Ref place) implements Task {

    @Override
    public Finished replaced(Map<Region, Region> regions) {
      return new Finished(call.replaced(regions), pass.replaced(regions), place.replaced(regions));
    }

    Ref result() {
      return call.outputs().getFirst();
    }

    @Override
    public List<Ref> inputs() {
      var found = new ArrayList<>(call.inputs());
      for (var x : pass.inputs()) if (!x.sameAs(result())) found.add(x);
      return found;
    }

    @Override
    public List<Ref> outputs() {
      return pass.outputs();
    }
  }

  /// Brings a value into the form in which several kernels read it ([io.ranvier.backend.Packed]).
  record Packing(Ref input, Ref output, Kernel kernel) implements Task {
    @Override
    public List<Ref> inputs() {
      return List.of(input);
    }

    @Override
    public List<Ref> outputs() {
      return List.of(output);
    }

    @Override
    public Packing replaced(Map<Region, Region> regions) {
      return new Packing(input.replaced(regions), output.replaced(regions), kernel);
    }
  }

  /// A task whose kernel reads `packed` in the place of its input number `input`.
  record OnPacked(Task task, int input, Ref packed) implements Task {
    @Override
    public List<Ref> inputs() {
      var inputs = new ArrayList<>(task.inputs());
      inputs.set(input, packed);
      return inputs;
    }

    @Override
    public List<Ref> outputs() {
      return task.outputs();
    }

    @Override
    public OnPacked replaced(Map<Region, Region> regions) {
      return new OnPacked(task.replaced(regions), input, packed.replaced(regions));
    }
  }

  /// One operation of a pass: an [io.ranvier.op.Elementwise] or a [io.ranvier.op.Reduction].
  record Member(Op op, List<Argument> arguments, Ref output) {
    public Member {
      arguments = List.copyOf(arguments);
    }

    Member replaced(Map<Region, Region> regions) {
      var next = new ArrayList<Argument>();
      for (var argument : arguments) {
        next.add(
            argument instanceof Argument.Read(var ref)
                ? new Argument.Read(ref.replaced(regions))
                : argument);
      }
      return new Member(op, next, output.replaced(regions));
    }
  }

  private static List<Ref> all(List<Ref> refs, Map<Region, Region> regions) {
    return refs.stream().map(ref -> ref.replaced(regions)).toList();
  }

  /// What a member works on: memory (or another member's result), or a constant.
  sealed interface Argument {
    record Read(Ref ref) implements Argument {}

    record Constant(Fill fill) implements Argument {}
  }
}
