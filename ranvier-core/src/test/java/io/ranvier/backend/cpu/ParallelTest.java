package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final long MUCH = Long.MAX_VALUE;
  private int threads;

  @BeforeEach
  void threeThreads() {
    threads = Parallel.threads();
    Parallel.threads(3);
  }

  @AfterEach
  void restore() {
    Parallel.threads(threads);
  }

  @Test
  void runsEveryTaskOnce() {
    for (int tasks : new int[] {0, 1, 2, 3, 100, 1000}) {
      var runs = new AtomicIntegerArray(tasks);
      Parallel.run(tasks, MUCH, (task, _) -> runs.getAndIncrement(task));
      assertThat(IntStream.range(0, tasks).map(runs::get).filter(count -> count != 1)).isEmpty();
    }
  }

  @Test
  void neverGivesOneWorkerIndexToTwoTasksAtOnce() {
    var occupied = new AtomicIntegerArray(Parallel.threads());
    var clashes = new AtomicInteger();
    for (int round = 0; round < 200; round++) {
      Parallel.run(
          20,
          MUCH,
          (_, worker) -> {
            if (occupied.getAndIncrement(worker) != 0) {
              clashes.getAndIncrement();
            }
            Thread.onSpinWait();
            occupied.getAndDecrement(worker);
          });
    }
    assertThat(clashes).hasValue(0);
  }

  @Test
  void keepsSmallWorkOnTheCaller() {
    var others = new AtomicInteger();
    Thread caller = Thread.currentThread();
    Parallel.run(50, 10, (_, _) -> others.addAndGet(Thread.currentThread().equals(caller) ? 0 : 1));
    assertThat(others).hasValue(0);
  }

  @Test
  void handsExceptionsToTheCaller() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Parallel.run(
                    30,
                    MUCH,
                    (task, _) -> {
                      if (task == 17) {
                        throw new IllegalStateException("task 17");
                      }
                    }))
        .withMessage("task 17");
    var runs = new AtomicInteger();
    Parallel.run(30, MUCH, (_, _) -> runs.getAndIncrement());
    assertThat(runs).hasValue(30);
  }

  @Test
  void runsNestedJobsOnTheirCaller() {
    var runs = new AtomicInteger();
    Parallel.run(8, MUCH, (_, _) -> Parallel.run(8, MUCH, (_, _) -> runs.getAndIncrement()));
    assertThat(runs).hasValue(64);
  }

  @Test
  void servesManyCallersAtOnce() throws Exception {
    var runs = new AtomicInteger();
    Callable<Boolean> caller =
        () -> {
          for (int i = 0; i < 500; i++) {
            Parallel.run(5, MUCH, (_, _) -> runs.getAndIncrement());
          }
          return true;
        };
    try (var executor = Executors.newFixedThreadPool(4)) {
      for (var future : executor.invokeAll(List.of(caller, caller, caller, caller))) {
        assertThat(future.get()).isTrue();
      }
    }
    assertThat(runs).hasValue(4 * 500 * 5);
  }

  @Test
  void wakesAfterALongPause() throws Exception {
    for (int round = 0; round < 3; round++) {
      Thread.sleep(5);
      var runs = new AtomicInteger();
      Parallel.run(10, MUCH, (_, _) -> runs.getAndIncrement());
      assertThat(runs).hasValue(10);
    }
  }

  @Test
  void rejectsAnEmptyPool() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parallel.threads(0))
        .withMessageContaining("a pool of 0 threads: at least 1 is needed");
    assertThat(Parallel.threads()).isEqualTo(3);
  }
}
