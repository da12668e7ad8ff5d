package io.ranvier.plan;

import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import io.ranvier.graph.Node;
import io.ranvier.graph.Source;
import io.ranvier.graph.Value;
import io.ranvier.op.Data;
import io.ranvier.op.Op;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A computation of one result from one input, whose graph was built and whose plan was found once
/// and for all: a run copies the input in, runs the kernels, and copies the result out. It
/// allocates nothing but what kernels keep in hand while they run; the first run of each thread
/// that comes while others are running allocates the memory that it works on.
///
/// Variables are read as they are when a run begins.
public final class Prepared {
  /// How often to look whether another thread has moved a variable on, and when to give way to it.
  private static final int LOOKS = 500_000;

  private static final int SPINS = 1_000;

  private final Device device;
  private final Plan plan;
  private final TensorType input;
  private final TensorType output;

  /// For each leaf who knows its value; null for the input.
  private final @Nullable Supplier<Value>[] cells;

  /// Memory of runs that are over: one at hand, which costs no allocation, and all others.
  private final AtomicReference<@Nullable Run> idle = new AtomicReference<>();

  private final ConcurrentLinkedQueue<Run> others = new ConcurrentLinkedQueue<>();

  /// Where the numbers will be that a run is given.
  private record Given() implements Source {
    @Override
    public String name() {
      return "";
    }

    @Override
    public boolean variable() {
      return false;
    }
  }

  /// A leaf of `type` for [Device#prepare].
  public static Value input(TensorType type) {
    return Node.leaf(new Data(type), new Given());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // no array of a generic type can be made
  Prepared(
      Device device,
      Plan plan,
      Value input,
      List<Value> leaves,
      Function<Value, Supplier<Value>> cells) {
    this.device = device;
    this.plan = plan;
    this.input = input.type();
    output = plan.resultTypes().getFirst();
    this.cells = new Supplier[leaves.size()];
    for (int i = 0; i < this.cells.length; i++) {
      if (leaves.get(i) != input) this.cells[i] = cells.apply(leaves.get(i));
    }
  }

  /// The type of what a run takes.
  public TensorType input() {
    return input;
  }

  /// The type of what a run gives.
  public TensorType output() {
    return output;
  }

  /// The plan that runs.
  public Plan plan() {
    return plan;
  }

  /// Computes `to` from `from`, both `float32` in row-major order.
  public void run(float[] from, float[] to) {
    require("takes", input, from.length);
    require("gives", output, to.length);
    long start = System.nanoTime();
    var run = take();
    try {
      MemorySegment.copy(from, 0, run.input, ValueLayout.JAVA_FLOAT, 0, from.length);
      run.compute();
      MemorySegment.copy(run.output, ValueLayout.JAVA_FLOAT, 0, to, 0, to.length);
    } finally {
      give(run);
      Reference.reachabilityFence(run);
    }
    device.ran(plan, start);
  }

  /// Computes `to` from `from`, both in row-major order and the byte order of the machine.
  public void run(MemorySegment from, MemorySegment to) {
    requireBytes("takes", input, from.byteSize());
    requireBytes("gives", output, to.byteSize());
    long start = System.nanoTime();
    var run = take();
    try {
      MemorySegment.copy(from, 0, run.input, 0, from.byteSize());
      run.compute();
      MemorySegment.copy(run.output, 0, to, 0, to.byteSize());
    } finally {
      give(run);
      Reference.reachabilityFence(run);
    }
    device.ran(plan, start);
  }

  private static void require(String what, TensorType type, int length) {
    Op.require(
        type.dtype() == DType.F32 && type.shape().size() == length,
        "the prediction %s %s, not %d float32 numbers",
        what,
        type,
        length);
  }

  private static void requireBytes(String what, TensorType type, long bytes) {
    Op.require(
        type.byteSize() == bytes,
        "the prediction %s %s, which is %d bytes, not %d",
        what,
        type,
        type.byteSize(),
        bytes);
  }

  private Run take() {
    var run = idle.getAndSet(null);
    if (run == null) run = others.poll();
    return run == null ? new Run() : run;
  }

  private void give(Run run) {
    if (!idle.compareAndSet(null, run)) others.add(run);
  }

  /// The memory of one run at a time.
  private final class Run {
    private final Frame frame = plan.newFrame();
    private final Memory.Block from = Memory.allocate(Prepared.this.input.byteSize());
    private final Memory.Block to = Memory.allocate(Prepared.this.output.byteSize());
    private final MemorySegment input = from.buffer().segment();
    private final MemorySegment output = to.buffer().segment();
    private final @Nullable Storage[] reading = new @Nullable Storage[cells.length];

    Run() {
      frame.bindResult(0, to.buffer());
      for (int i = 0; i < cells.length; i++) {
        if (cells[i] == null) frame.bindLeaf(i, from.buffer());
      }
    }

    void compute() {
      try {
        for (int i = 0; i < reading.length; i++) {
          var cell = cells[i];
          if (cell == null) continue;
          var storage = acquired(cell);
          reading[i] = storage;
          frame.bindLeaf(i, storage.buffer());
        }
        plan.run(frame, reading);
      } finally {
        for (int i = 0; i < reading.length; i++) {
          var storage = reading[i];
          if (storage != null) storage.release();
          reading[i] = null;
        }
      }
    }

    /// The numbers that `cell` holds. Another thread may just be moving the variable on: then it
    /// holds others in a moment.
    private Storage acquired(Supplier<Value> cell) {
      for (int i = 0; i < LOOKS; i++) {
        var storage = Device.storage(cell.get());
        if (storage.tryAcquire()) return storage;
        if (i < SPINS) Thread.onSpinWait();
        else LockSupport.parkNanos(20_000);
      }
      var storage = Device.storage(cell.get());
      storage.acquire();
      return storage;
    }
  }
}
