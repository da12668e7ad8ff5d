package io.ranvier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefetchTest {
  private static final int ENOUGH_MS = 20_000;

  @Test
  void givesWhatTheSourceGivesThenEndsItsThread() throws InterruptedException {
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    var prefetch = new Prefetch<>(items.iterator(), 3);
    for (var item : items) {
      assertThat(prefetch.hasNext()).isTrue();
      assertThat(prefetch.next()).isEqualTo(item);
    }
    assertThat(prefetch.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(prefetch::next);
    assertEnds(prefetch.thread());
  }

  @Test
  void failuresSurfaceAfterWhatWasGood() throws InterruptedException {
    var prefetch = new Prefetch<>(new Counting(2), 3);
    assertThat(prefetch.next()).isEqualTo(0);
    assertThat(prefetch.next()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(prefetch::hasNext).withMessage("no item 2");
    assertThatIllegalStateException().isThrownBy(prefetch::next).withMessage("no item 2");
    assertEnds(prefetch.thread());
  }

  @Test
  void closingEndsTheThread() throws InterruptedException {
    var prefetch = new Prefetch<>(new Counting(Integer.MAX_VALUE), 3);
    assertThat(prefetch.next()).isEqualTo(0);
    prefetch.close();
    assertThat(prefetch.hasNext()).isFalse();
    assertEnds(prefetch.thread());
  }

  @Test
  void leavingTheLoopEndsTheThread() throws InterruptedException {
    var thread = takeOneAndForget();
    for (int i = 0; i < 200 && thread.isAlive(); i++) {
      System.gc();
      thread.join(100);
    }
    assertThat(thread.isAlive()).isFalse();
  }

  private static Thread takeOneAndForget() {
    var prefetch = new Prefetch<>(new Counting(Integer.MAX_VALUE), 3);
    prefetch.next();
    return prefetch.thread();
  }

  @Test
  void runsAheadByNoMoreThanAsked() throws InterruptedException {
    var source = new Counting(Integer.MAX_VALUE);
    var prefetch = new Prefetch<>(source, 3);
    source.reached(4);
    prefetch.next();
    source.reached(5);
    // Three wait, one is in the thread's hands.
    assertThat(source.next.get()).isEqualTo(5);
    prefetch.close();
  }

  @Test
  void interruptionIsPassedOn() {
    var never = new CountDownLatch(1);
    var prefetch =
        new Prefetch<>(
            IntStream.range(0, 1)
                .peek(
                    _ -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    })
                .iterator(),
            3);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(prefetch::hasNext);
    assertThat(Thread.interrupted()).isTrue();
    prefetch.close();
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    assertThat(thread.isDaemon()).isTrue();
    thread.join(ENOUGH_MS);
    assertThat(thread.isAlive()).isFalse();
  }

  /// 0, 1, 2, … and a failure.
  private static final class Counting implements Iterator<Integer> {
    private final AtomicInteger next = new AtomicInteger();
    private final int end;

    private Counting(int end) {
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Integer next() {
      if (next.get() == end) {
        throw new IllegalStateException("no item " + end);
      }
      return next.getAndIncrement();
    }

    private void reached(int count) throws InterruptedException {
      for (int i = 0; i < 1000 && next.get() < count; i++) {
        Thread.sleep(10);
      }
      assertThat(next.get()).isGreaterThanOrEqualTo(count);
    }
  }
}
