package io.ranvier.plan;

import io.ranvier.backend.Backend;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where tensors are computed: a backend, and the plans made for it so far. May be used by any
/// number of threads at once.
///
/// Usually there is one; another is in force inside of [#run].
public final class Device {
  private static final ScopedValue<Device> CURRENT = ScopedValue.newInstance();
  private static final ThreadLocal<@Nullable Plan> LAST = new ThreadLocal<>();

  private final Planner planner;
  private final Options options;
  private final PlanCache plans = new PlanCache();
  private final LongAdder evaluating = new LongAdder();

  public Device(Backend backend, Options options) {
    this.options = options;
    planner = new Planner(backend, options);
  }

  /// The device in force on this thread, inside of [#run]; else nothing.
  public static Optional<Device> inForce() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /// Runs `body` with this device in force.
  public <T> T run(Callable<T> body) throws Exception {
    return ScopedValue.where(CURRENT, this).call(body::call);
  }

  /// The plan that this thread ran last, or null.
  public static @Nullable Plan lastPlan() {
    return LAST.get();
  }

  /// The time that all evaluations took so far, in nanoseconds: tracing, finding the plan, kernels.
  public long evaluatingNanoseconds() {
    return evaluating.sum();
  }

  /// How many plans are kept, and how often one was found or had to be made.
  public PlanCache.Stats planStats() {
    return plans.stats();
  }

  /// Computes `roots`, and moves variables on, as one program.
  ///
  /// @return for each update the leaf that now holds the variable's numbers
  public List<Value> evaluate(List<Value> roots, List<Update> updates) {
    long start = System.nanoTime();
    try {
      return compute(roots, updates);
    } finally {
      evaluating.add(System.nanoTime() - start);
    }
  }

  private List<Value> compute(List<Value> roots, List<Update> updates) {
    var wanted = new ArrayList<Value>(roots.size() + updates.size());
    for (int i = 0; i < roots.size(); i++) {
      var root = roots.get(i);
      if (root.source() == null && !wanted.contains(root)) wanted.add(root);
    }
    int results = wanted.size();
    var donors = new ArrayList<>(wanted);
    for (int i = 0; i < updates.size(); i++) {
      wanted.add(updates.get(i).next());
      donors.add(updates.get(i).old());
    }
    if (wanted.isEmpty()) return List.of();
    var trace = Trace.of(wanted, donors);
    var plan = plan(trace);
    var blocks = plan.run(storages(trace.leaves()));
    LAST.set(plan);
    for (int i = 0; i < results; i++) wanted.get(i).computed(Storage.of(blocks[i]));
    for (var leaf : trace.leaves()) leaf.node().forget();
    var moved = new Value[updates.size()];
    for (int i = 0; i < moved.length; i++) moved[i] = moved(updates.get(i), blocks[results + i]);
    return List.of(moved);
  }

  /// Makes the computation of `output` ready to run again and again, each time with other numbers
  /// at the leaf `input`.
  ///
  /// @param cells for each other leaf of the computation who knows the value whose numbers are to
  ///   be read: the leaf itself, or what a variable holds by then
  public Prepared prepare(Value input, Value output, Function<Value, Supplier<Value>> cells) {
    var trace = Trace.of(List.of(output), List.of(output));
    return new Prepared(this, plan(trace), input, trace.leaves(), cells);
  }

  /// Books a run of `plan` that began at `start` on this thread.
  void ran(Plan plan, long start) {
    LAST.set(plan);
    evaluating.add(System.nanoTime() - start);
  }

  private static Value moved(Update update, Memory.Block block) {
    storage(update.old()).retire();
    return Node.leaf(update.old(), new Storage(block, update.name(), true));
  }

  private Plan plan(Trace trace) {
    return options.cache()
        ? plans.get(trace.key(), () -> planner.plan(trace, trace.donors()))
        : planner.plan(trace, trace.donors());
  }

  private static Storage[] storages(List<Value> leaves) {
    var storages = new Storage[leaves.size()];
    for (int i = 0; i < storages.length; i++) storages[i] = storage(leaves.get(i));
    return storages;
  }

  static Storage storage(Value leaf) {
    if (leaf.source() instanceof Storage storage) return storage;
    throw new IllegalStateException("a leaf without numbers: " + leaf);
  }

  /// What `reader` makes of the numbers of `value`, row-major; they are computed first if need be.
  public <T> T read(Value value, Function<MemorySegment, T> reader) {
    if (value.source() == null) evaluate(List.of(value), List.of());
    var storage = storage(value);
    storage.acquire();
    try {
      HostBuffer buffer = storage.buffer();
      return reader.apply(buffer.segment());
    } finally {
      storage.release();
      Reference.reachabilityFence(storage);
    }
  }
}
