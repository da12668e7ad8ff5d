package io.ranvier.data;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Runs another iterator ahead of its user, on a daemon thread of its own.
///
/// The thread ends when the source does, when the source throws (the exception surfaces here), on
/// `close()`, and, since a loop may simply be left, when this iterator is garbage: the thread knows
/// the queue, never the iterator. For one user at a time, as any iterator.
final class Prefetch<T> implements Iterator<T>, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final BlockingQueue<Item<T>> queue;
  private final Thread thread;
  private final Cleaner.Cleanable stop;
  private @Nullable Item<T> head;

  /// @param ahead how many items may wait
  Prefetch(Iterator<T> source, int ahead) {
    queue = new ArrayBlockingQueue<>(ahead);
    thread = Thread.ofPlatform().daemon().name("ranvier-batches").start(feed(source, queue));
    stop = CLEANER.register(this, thread::interrupt);
  }

  /// Static, so that it cannot hold on to the iterator.
  private static <T> Runnable feed(Iterator<T> source, BlockingQueue<Item<T>> queue) {
    return () -> {
      try {
        Item<T> last;
        try {
          while (source.hasNext()) {
            queue.put(new Item.Ready<>(source.next()));
          }
          last = new Item.Finished<>();
        } catch (RuntimeException | Error failure) {
          last = new Item.Failed<>(failure);
        }
        queue.put(last);
      } catch (InterruptedException _) {
        // Nobody wants the rest.
      }
    };
  }

  @Override
  public boolean hasNext() {
    return switch (head()) {
      case Item.Ready<T> _ -> true;
      case Item.Finished<T> _ -> false;
      case Item.Failed<T>(RuntimeException failure) -> throw failure;
      case Item.Failed<T>(Error failure) -> throw failure;
      case Item.Failed<T>(Throwable failure) -> throw new AssertionError(failure);
    };
  }

  @Override
  public T next() {
    if (hasNext() && head instanceof Item.Ready<T>(T value)) {
      head = null;
      return value;
    }
    throw new NoSuchElementException("no batch is left");
  }

  /// Ends the thread; nothing is left afterwards.
  @Override
  public void close() {
    stop.clean();
    head = new Item.Finished<>();
  }

  Thread thread() {
    return thread;
  }

  private Item<T> head() {
    try {
      if (head == null) {
        head = queue.take();
      }
      return head;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    } finally {
      // Else this iterator could count as garbage, and its thread be stopped, while we wait for it.
      Reference.reachabilityFence(this);
    }
  }

  /// What the thread hands over.
  private sealed interface Item<T> {
    record Ready<T>(T value) implements Item<T> {}

    record Finished<T>() implements Item<T> {}

    record Failed<T>(Throwable failure) implements Item<T> {}
  }
}
