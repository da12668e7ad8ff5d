package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.backend.Finish;
import io.ranvier.backend.Fusion;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.op.Reduction;
import io.ranvier.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From a trace to a plan: rewrite, lower, fuse, schedule, place, and have the kernels made.
final class Planner {
  private final Backend backend;
  private final Options options;

  Planner(Backend backend, Options options) {
    this.backend = backend;
    this.options = options;
  }

  /// @param donors for each root the number of the leaf whose memory it may take, or −1
  Plan plan(Trace trace, int[] donors) {
    var rewrite = new Rewrite(backend);
    var roots = rewrite.roots(trace);
    var tasks = Lowering.lower(backend, rewrite.leaves(), roots);
    long operandBytes = tasks.stream().mapToLong(Task::touchedBytes).sum();
    if (options.reuse()) tasks = Recomputation.apply(tasks);
    var updates = new HashSet<Integer>();
    for (int i = 0; i < donors.length; i++) if (donors[i] >= 0) updates.add(i);
    if (options.fuse()) {
      tasks = Finishing.apply(backend, Rematerialization.apply(Fuser.fuse(tasks)), updates);
    }
    tasks = Schedule.updatesLast(tasks, updates);
    if (options.reuse()) tasks = Elision.apply(backend, tasks);
    var steps = Packer.pack(steps(tasks), constants(trace, donors));
    var placement = new Placement(steps.stream().map(Plan.Step::task).toList());
    if (options.reuse()) placement.reuseInputs();
    placement.placeInArena();
    var taken = donors.clone();
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] >= 0 && !placement.mayOverwrite(i, taken[i])) taken[i] = -1;
    }
    var leaves = rewrite.leaves().stream().map(io.ranvier.graph.Value::type).toList();
    var results = roots.stream().map(io.ranvier.graph.Value::type).toList();
    var bytes = new Plan.Bytes(placement.arenaBytes(), operandBytes);
    return new Plan(backend.name(), steps, leaves, results, taken, bytes);
  }

  /// The leaves that hold variables which this plan does not move on.
  private static Set<Integer> constants(Trace trace, int[] donors) {
    var constants = new HashSet<Integer>();
    for (int i = 0; i < trace.leaves().size(); i++) {
      var source = trace.leaves().get(i).source();
      if (source != null && source.variable()) constants.add(i);
    }
    for (int donor : donors) constants.remove(donor);
    return constants;
  }

  private List<Plan.Step> steps(List<Task> tasks) {
    return tasks.stream().map(task -> new Plan.Step(task, kernel(task), null)).toList();
  }

  private Kernel kernel(Task task) {
    return switch (task) {
      case Task.Call(var op, var inputs, var outputs) ->
          backend.lower(op, operands(inputs), operands(outputs));
      case Task.Pass pass -> backend.fuse(fusion(pass));
      case Task.Finished(var call, var pass, var place) -> {
        int input = index(pass.inputs(), call.outputs().getFirst());
        int output = index(pass.outputs(), place);
        var finish = new Finish(fusion(pass), input, output);
        yield backend.lower(call.op(), operands(call.inputs()), finish);
      }
      case Task.Packing packing -> packing.kernel();
      case Task.OnPacked(var whole, _, _) -> kernel(whole).packed().orElseThrow().rest();
    };
  }

  private static int index(List<Ref> refs, Ref wanted) {
    for (int i = 0; i < refs.size(); i++) if (refs.get(i).sameAs(wanted)) return i;
    throw new IllegalStateException(wanted + " is not among " + refs);
  }

  private static List<Operand> operands(List<Ref> refs) {
    return refs.stream().map(Ref::operand).toList();
  }

  /// A pass in the terms of the backend: values get numbers, the inputs first.
  private static Fusion fusion(Task.Pass pass) {
    var inputs = pass.inputs();
    var steps = new ArrayList<Fusion.Step>();
    var numbers = new HashMap<Integer, Integer>();
    var outputs = new ArrayList<Fusion.Output>();
    for (int m = 0; m < pass.members().size(); m++) {
      var member = pass.members().get(m);
      var arguments = new ArrayList<Integer>();
      for (var argument : member.arguments()) {
        switch (argument) {
          case Task.Argument.Constant(var fill) -> {
            steps.add(new Fusion.Step(fill, List.of(), fill.type().dtype()));
            arguments.add(inputs.size() + steps.size() - 1);
          }
          case Task.Argument.Read(var ref) -> arguments.add(number(ref, pass, inputs, numbers));
        }
      }
      var y = member.output();
      boolean reduces = member.op() instanceof Reduction;
      int value = arguments.getFirst();
      if (!reduces) {
        DType dtype = y.type().dtype();
        steps.add(new Fusion.Step(member.op(), arguments, dtype));
        value = inputs.size() + steps.size() - 1;
        numbers.put(m, value);
      }
      if (pass.written().contains(y)) {
        var reduction =
            member.op() instanceof Reduction r ? Optional.of(r) : Optional.<Reduction>empty();
        outputs.add(new Fusion.Output(value, reduction, y.operand()));
      }
    }
    var operands = operands(inputs);
    return new Fusion(pass.shape(), pass.order(), operands, steps, outputs);
  }

  private static int number(
      Ref ref, Task.Pass pass, List<Ref> inputs, Map<Integer, Integer> numbers) {
    var computed = numbers.get(pass.producer(ref));
    if (computed != null) return computed;
    for (int i = 0; i < inputs.size(); i++) if (inputs.get(i).sameAs(ref)) return i;
    throw new IllegalStateException("nobody computes " + ref);
  }
}
