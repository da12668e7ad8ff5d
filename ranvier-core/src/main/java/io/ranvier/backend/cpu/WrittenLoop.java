package io.ranvier.backend.cpu;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The [PassLoop] of one [LoopCode], shared by all kernels with that code.
///
/// Passes begin in the interpreter, which is fast from the start. Once they have gone through
/// enough elements to be worth it, a daemon thread writes the loop and runs it on scratch data
/// until the virtual machine has compiled it: before, it is a thousand times slower. Then kernels
/// take it, from the next tile on; the bits are the same.
///
/// The system property `ranvier.loops=interpreted` keeps to the interpreter.
final class WrittenLoop {
  private static final boolean ALLOWED =
      Simd.AVAILABLE && !"interpreted".equals(System.getProperty("ranvier.loops"));

  /// After how many elements a loop is written: some milliseconds of the interpreter's time, and
  /// not while a small net has not even compiled its other kernels.
  private static final long WORTH_IT = 16_000_000;

  /// As many loops as one process keeps. Programs whose graphs never repeat stay with the
  /// interpreter then.
  private static final int MOST = 1_000;

  /// The vectors of a run on scratch data.
  private static final int VECTORS = 16;

  /// A compiled loop takes a few nanoseconds for each vector, another a thousand.
  private static final long COMPILED_NANOSECONDS = 60L * VECTORS;

  /// Runs that are faster than that, before the loop counts as compiled.
  private static final int CONVINCING = 100;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private static final Map<LoopCode, WrittenLoop> ALL = new ConcurrentHashMap<>();
  private static final ThreadPoolExecutor WRITER = writer();

  private final LoopCode code;
  private final LongAdder elements = new LongAdder();
  private volatile boolean begun;
  private volatile @Nullable PassLoop compiled;

  private WrittenLoop(LoopCode code) {
    this.code = code;
  }

  private static ThreadPoolExecutor writer() {
    var writer =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().name("ranvier-loops").daemon().unstarted(task));
    writer.allowCoreThreadTimeOut(true);
    return writer;
  }

  /// The loop of `code`, or null if there are to be no more loops.
  static @Nullable WrittenLoop of(LoopCode code) {
    if (!ALLOWED) return null;
    var loop = ALL.get(code);
    if (loop != null || ALL.size() >= MOST) return loop;
    return ALL.computeIfAbsent(code, WrittenLoop::new);
  }

  /// The loop, if it is compiled.
  @Nullable PassLoop compiled() {
    return compiled;
  }

  /// Counts a pass of the interpreter.
  void count(long passed) {
    if (begun) return;
    elements.add(passed);
    if (elements.sum() < WORTH_IT) return;
    synchronized (this) {
      if (begun) return;
      begun = true;
    }
    WRITER.execute(this::compile);
  }

  /// Writes the loop now, compiled or not: for tests.
  void writeNow() {
    begun = true;
    compiled = LoopWriter.write(code);
  }

  private void compile() {
    try {
      var loop = LoopWriter.write(code);
      if (becomesFast(loop)) compiled = loop;
    } catch (RuntimeException | LinkageError e) {
      System.getLogger("io.ranvier")
          .log(Level.WARNING, "a pass stays with the interpreter: its loop cannot be written", e);
    }
  }

  private boolean becomesFast(PassLoop loop) {
    try (var arena = Arena.ofShared()) {
      var frame = scratch(arena);
      long start = System.nanoTime();
      int fast = 0;
      while (fast < CONVINCING) {
        long before = System.nanoTime();
        loop.run(frame, 0, 0, 0, VECTORS / 2 * Lanes.COUNT, 2);
        long after = System.nanoTime();
        fast = after - before < COMPILED_NANOSECONDS ? fast + 1 : 0;
        if (after - start > PATIENCE) return false;
      }
      return true;
    }
  }

  /// A frame whose operands are all scratch.
  private Frame scratch(Arena arena) {
    var none = new MemorySegment[0];
    long bytes = VECTORS * Lanes.BYTES;
    int places = code.values() + code.outputs().size();
    var frame = new Frame(none, none, arena.allocate(bytes, Lanes.BYTES), 0, places);
    for (int place = 0; place < places; place++) {
      frame.to(place, arena.allocate(bytes, Lanes.BYTES), 0);
    }
    return frame;
  }
}
