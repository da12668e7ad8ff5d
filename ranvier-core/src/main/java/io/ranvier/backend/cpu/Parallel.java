package io.ranvier.backend.cpu;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Runs the tasks of one kernel on a fixed pool of daemon threads, the caller included.
///
/// The idea: a kernel cuts its output into tiles that depend on the shape alone; threads claim
/// tiles from a counter, so which thread computes a tile never changes a number. Between kernels
/// the threads spin for some tens of microseconds, because the next kernel of a plan follows at
/// once, and then park.
///
/// Only one job uses the pool at a time. A second caller, or a task that calls [#run] itself, runs
/// its tasks alone, one after another: it never waits, and the result is the same.
///
/// Measured on two cores while the pool spins: two tasks of 1.5 µs each take 1.7 µs together.
public final class Parallel {

  /// One piece of a job. Must not depend on which worker runs it, nor on the order of tasks.
  @FunctionalInterface
  public interface Task {
    /// @param task the index of the piece, in `[0, tasks)`
    /// @param worker in `[0, Parallel.most())`; no two tasks with one worker index run at once, so
    ///   that it selects a private part of a workspace
    void run(int task, int worker);
  }

  /// Work below this many floating-point operations is not shared.
  private static final long SMALL_WORK = 200_000;

  /// Nor is work below this many where the others are asleep: to wake them takes longer than to do
  /// it, and where one kernel is so small, those behind it mostly are too.
  private static final long WAKING_WORK = 4_000_000;

  private static final long SPIN_NANOSECONDS = 50_000;

  private static final int FIRST =
      Integer.getInteger("ranvier.threads", Runtime.getRuntime().availableProcessors());

  private static final int MOST =
      Math.max(8, Math.max(FIRST, Runtime.getRuntime().availableProcessors()));

  private static volatile Pool pool = new Pool(FIRST);

  private Parallel() {}

  /// The number of threads that share a job; the system property `ranvier.threads` or the number of
  /// processors, unless set.
  public static int threads() {
    return pool.size;
  }

  /// The largest number of threads there can ever be, for which workspaces are made: the number of
  /// processors or `ranvier.threads`, whichever is larger, and at least 8.
  public static int most() {
    return MOST;
  }

  /// Replaces the pool by one of `count` threads. Jobs that run meanwhile finish on the old one.
  ///
  /// @throws IllegalArgumentException if `count` is below 1 or above [#most]
  public static void threads(int count) {
    if (count > MOST) {
      throw new IllegalArgumentException(
          "%d threads: at most %d; start with -Dranvier.threads=%d for more"
              .formatted(count, MOST, count));
    }
    Pool old = pool;
    if (old.size == count) {
      return;
    }
    pool = new Pool(count);
    old.stop();
  }

  /// Runs tasks `0 … tasks − 1` and returns when all are done.
  ///
  /// @param tasks how many pieces; a function of the shape alone
  /// @param work an estimate of all floating-point operations; small work stays on the caller
  /// @throws RuntimeException whatever a task throws (the first, if several do)
  public static void run(int tasks, long work, Task body) {
    Pool current = pool;
    if (tasks < 2 || work < SMALL_WORK || !current.helps(work) || !current.acquire()) {
      for (int task = 0; task < tasks; task++) {
        body.run(task, 0);
      }
      return;
    }
    try {
      current.run(new Job(tasks, body));
    } finally {
      current.release();
    }
  }

  /// The tasks of one call. A thread that wakes late finds nothing left to claim, and does no harm.
  private static final class Job {
    private final int tasks;
    private final Task body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Job(int tasks, Task body) {
      this.tasks = tasks;
      this.body = body;
    }

    void work(int worker) {
      for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
        try {
          body.run(task, worker);
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        }
        finished.getAndIncrement();
      }
    }

    /// The last tasks run on other threads: they are short, so spin; a thread that has lost its
    /// processor may need a long time, so yield then.
    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here; nothing relies on it
    void await() {
      for (int spins = 0; finished.get() < tasks; spins++) {
        if (spins < 10_000) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      switch (failure.get()) {
        case null -> {}
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private static final class Pool {
    private final int size;
    private final Worker[] workers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Job job = new Job(0, (_, _) -> {});
    private volatile boolean stopped;

    Pool(int size) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "a pool of %d threads: at least 1 is needed (ranvier.threads)".formatted(size));
      }
      this.size = size;
      workers = new Worker[size - 1];
      for (int i = 0; i < workers.length; i++) {
        workers[i] = new Worker(this, i + 1);
        workers[i].start();
      }
    }

    /// Whether there is anybody who would be of help with `work`.
    boolean helps(long work) {
      return workers.length > 0 && (work >= WAKING_WORK || !workers[0].parked);
    }

    boolean acquire() {
      return !busy.get() && busy.compareAndSet(false, true);
    }

    void release() {
      busy.set(false);
    }

    void run(Job next) {
      job = next;
      int helpers = Math.min(workers.length, next.tasks - 1);
      for (int i = 0; i < helpers; i++) {
        if (workers[i].parked) {
          LockSupport.unpark(workers[i]);
        }
      }
      next.work(0);
      next.await();
    }

    void stop() {
      stopped = true;
      for (Worker worker : workers) {
        LockSupport.unpark(worker);
      }
    }
  }

  private static final class Worker extends Thread {
    private final Pool pool;
    private final int index;
    private volatile boolean parked;

    Worker(Pool pool, int index) {
      super("ranvier-" + index);
      this.pool = pool;
      this.index = index;
      setDaemon(true);
    }

    @Override
    public void run() {
      Job last = pool.job;
      last.work(index);
      while (!pool.stopped) {
        Job job = pool.job;
        if (job != last) {
          last = job;
          job.work(index);
        } else {
          pause(last);
        }
      }
    }

    /// Spins until another job appears, for a while; then parks. `parked` is written before the job
    /// is read again, and the caller writes the job before it reads `parked`: no wake-up is lost.
    private void pause(Job last) {
      long deadline = System.nanoTime() + SPIN_NANOSECONDS;
      do {
        for (int i = 0; i < 50; i++) {
          if (pool.job != last || pool.stopped) {
            return;
          }
          Thread.onSpinWait();
        }
      } while (System.nanoTime() < deadline);
      parked = true;
      while (pool.job == last && !pool.stopped) {
        LockSupport.park(this);
      }
      parked = false;
    }
  }
}
