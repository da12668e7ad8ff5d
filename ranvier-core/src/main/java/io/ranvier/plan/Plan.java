package io.ranvier.plan;

import io.ranvier.backend.Kernel;
import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import io.ranvier.type.TensorType;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The compiled form of a graph: kernels in order, and a place for everything that they read and
/// write.
///
/// A plan knows types, not data: it runs again for each new batch. All intermediate values lie in
/// one arena. A run borrows one from a small pool, so that many threads can run a plan at once, and
/// repeated runs allocate nothing but their results.
public final class Plan {
  private final String backend;
  private final List<Step> steps;
  private final Kernel[] kernels;
  private final Packs packs;
  private final List<TensorType> leaves;
  private final List<TensorType> results;
  private final int[] donors;
  private final long arenaBytes;
  private final long operandBytes;
  private final long workspaceBytes;
  private final ConcurrentLinkedDeque<Frame> idle = new ConcurrentLinkedDeque<>();
  private final LongAdder runs = new LongAdder();
  private final LongAdder[] nanoseconds;
  private volatile long lastUsed;

  /// A kernel, and the task that it carries out.
  ///
  /// @param pack the input that the kernel is given in a form of its own, or null
  record Step(Task task, Kernel kernel, Packs.@Nullable Pack pack) {}

  /// @param arena what intermediate values take at most at one time
  /// @param operands what all operations would read and write if each ran by itself
  record Bytes(long arena, long operands) {}

  Plan(
      String backend,
      List<Step> steps,
      List<TensorType> leaves,
      List<TensorType> results,
      int[] donors,
      Bytes bytes) {
    this.backend = backend;
    this.steps = List.copyOf(steps);
    kernels = steps.stream().map(Step::kernel).toArray(Kernel[]::new);
    this.leaves = List.copyOf(leaves);
    this.results = List.copyOf(results);
    this.donors = donors;
    arenaBytes = bytes.arena;
    operandBytes = bytes.operands;
    packs = new Packs(steps.stream().map(Step::pack).filter(Objects::nonNull).distinct().toList());
    long most = steps.stream().mapToLong(s -> s.kernel().workspaceBytes()).max().orElse(0);
    workspaceBytes = Math.max(most, packs.workspaceBytes());
    nanoseconds = new LongAdder[steps.size()];
    for (int i = 0; i < nanoseconds.length; i++) nanoseconds[i] = new LongAdder();
  }

  /// Runs on the numbers at `leaves`; the results, each in a block of its own or in that of its
  /// donor.
  Memory.Block[] run(Storage[] leaves) {
    acquire(leaves);
    var blocks = new Memory.Block[donors.length];
    int donated = 0;
    boolean done = false;
    try {
      for (; donated < donors.length; donated++) blocks[donated] = result(donated, leaves);
      run(leaves, blocks);
      done = true;
    } finally {
      for (int i = 0; i < donated; i++) {
        if (donors[i] >= 0 && blocks[i] == leaves[donors[i]].block()) {
          leaves[donors[i]].settle(done);
        }
      }
      for (var leaf : leaves) leaf.release();
    }
    return blocks;
  }

  /// Where result `i` goes.
  private Memory.Block result(int i, Storage[] leaves) {
    return donors[i] >= 0 && leaves[donors[i]].donate(1)
        ? leaves[donors[i]].block()
        : Memory.allocate(results.get(i).byteSize());
  }

  private static void acquire(Storage[] leaves) {
    for (int i = 0; i < leaves.length; i++) {
      try {
        leaves[i].acquire();
      } catch (IllegalStateException e) {
        for (int k = 0; k < i; k++) leaves[k].release();
        throw e;
      }
    }
  }

  private void run(Storage[] leaves, Memory.Block[] blocks) {
    var frame = idle.poll();
    if (frame == null) frame = newFrame();
    lastUsed = System.nanoTime();
    try {
      for (int i = 0; i < leaves.length; i++) frame.bindLeaf(i, leaves[i].buffer());
      for (int i = 0; i < blocks.length; i++) frame.bindResult(i, blocks[i].buffer());
      run(frame, leaves);
    } finally {
      // Most plans that have run once never run again, such as those of initial values.
      if (runs.sum() > 1) idle.push(frame);
      Reference.reachabilityFence(leaves);
      Reference.reachabilityFence(blocks);
      Reference.reachabilityFence(frame);
    }
  }

  Frame newFrame() {
    return new Frame(steps, leaves.size(), results.size(), arenaBytes, workspaceBytes);
  }

  /// Runs on what is bound in `frame`, which the caller keeps reachable, as the numbers are.
  ///
  /// @param leaves the numbers of the leaves, but for those that are no variables
  void run(Frame frame, @Nullable Storage[] leaves) {
    if (packs.isEmpty()) {
      run(frame);
      return;
    }
    var content = packs.acquire(leaves, frame.workspace());
    try {
      frame.bindPacks(content.buffer());
      run(frame);
    } finally {
      packs.release(content, runs.sum() > 1);
    }
  }

  private void run(Frame frame) {
    long before = System.nanoTime();
    for (int i = 0; i < kernels.length; i++) {
      kernels[i].run(frame.inputs(i), frame.outputs(i), frame.workspace());
      long now = System.nanoTime();
      nanoseconds[i].add(now - before);
      before = now;
    }
    runs.increment();
  }

  /// Lets go of the memory that is kept for the next runs.
  void trim() {
    idle.clear();
    packs.clear();
  }

  long lastUsed() {
    return lastUsed;
  }

  /// The bytes that are kept for the next runs.
  long idleBytes() {
    return idle.size() * (arenaBytes + workspaceBytes) + packs.idleBytes();
  }

  /// The bytes of all intermediate values together, each at its place.
  public long arenaBytes() {
    return arenaBytes;
  }

  /// The bytes of scratch that the kernels share.
  public long workspaceBytes() {
    return workspaceBytes;
  }

  /// The bytes of variables in the forms that kernels want, kept while the variables stay the same.
  public long packedBytes() {
    return packs.bytes();
  }

  public int kernels() {
    return steps.size();
  }

  /// The additions and multiplications of matrix products and convolutions in one run.
  public long flops() {
    return steps.stream().mapToLong(s -> s.kernel().flops()).sum();
  }

  /// The bytes that one run reads and writes in tensors; a kernel that goes over one twice counts
  /// it once.
  public long movedBytes() {
    return steps.stream().mapToLong(s -> s.task().touchedBytes()).sum();
  }

  /// What [#movedBytes] would be if each operation ran by itself: read its inputs, write its
  /// outputs.
  public long operandBytes() {
    return operandBytes;
  }

  /// The time that all kernels together took, in nanoseconds per run; 0 before the first.
  public long nanosecondsPerRun() {
    long sum = 0;
    for (var time : nanoseconds) sum += time.sum();
    return runs.sum() == 0 ? 0 : sum / runs.sum();
  }

  /// Forgets the times so far: what follows is measured without the first runs, which are slow
  /// while the kernels are still being compiled.
  public void resetTimes() {
    runs.reset();
    for (var time : nanoseconds) time.reset();
  }

  /// What each kernel costs, in the order in which they run.
  public List<KernelCost> costs() {
    var costs = new ArrayList<KernelCost>();
    for (int i = 0; i < steps.size(); i++) costs.add(cost(i));
    return costs;
  }

  private KernelCost cost(int i) {
    var step = steps.get(i);
    var results = step.task().outputs();
    return new KernelCost(
        step.kernel().describe(),
        results.isEmpty() ? "" : results.getFirst().operand().toString(),
        step.task().touchedBytes(),
        step.kernel().flops(),
        runs() == 0 ? 0 : (double) nanoseconds(i) / runs());
  }

  /// The plan for people: kernels, shapes, layouts, bytes, FLOPs and, after a run, times.
  public String explain() {
    return new Explanation(this).text();
  }

  String backend() {
    return backend;
  }

  List<Step> steps() {
    return steps;
  }

  List<TensorType> leafTypes() {
    return leaves;
  }

  List<TensorType> resultTypes() {
    return results;
  }

  /// Whether result `i` is computed over a leaf.
  boolean isInPlace(int i) {
    return donors[i] >= 0;
  }

  long runs() {
    return runs.sum();
  }

  long nanoseconds(int step) {
    return nanoseconds[step].sum();
  }

  @Override
  public String toString() {
    return "plan of %d kernels, %,d bytes".formatted(steps.size(), arenaBytes + workspaceBytes);
  }
}
