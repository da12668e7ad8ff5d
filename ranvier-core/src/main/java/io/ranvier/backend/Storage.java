package io.ranvier.backend;

import io.ranvier.graph.Source;
import java.util.concurrent.atomic.AtomicInteger;

/// Where the numbers of a value are: a block of memory, in row-major order.
///
/// The block of a variable can be donated to its next value, which is then computed in place. After
/// that the storage is spent: a computation that still wants the old numbers fails, rather than to
/// read the new ones.
public final class Storage implements Source {
  private static final int SPENT = -1;

  private final Memory.Block block;
  private volatile String name;
  private final boolean variable;

  /// How many computations read at the moment, or [#SPENT].
  private final AtomicInteger readers = new AtomicInteger();

  private volatile boolean retired;

  public Storage(Memory.Block block, String name, boolean variable) {
    this.block = block;
    this.name = name;
    this.variable = variable;
  }

  public static Storage of(Memory.Block block) {
    return new Storage(block, "", false);
  }

  public Memory.Block block() {
    return block;
  }

  public HostBuffer buffer() {
    return block.buffer();
  }

  @Override
  public String name() {
    return name;
  }

  /// Gives the place another name; the numbers, and who reads them, stay.
  public void rename(String name) {
    this.name = name;
  }

  @Override
  public boolean variable() {
    return variable;
  }

  /// Begins to read: until [#release] nobody gets the block.
  ///
  /// @throws IllegalStateException if the block was donated
  public void acquire() {
    if (!tryAcquire()) {
      throw new IllegalStateException(
          (name.isEmpty() ? "a variable" : "\"" + name + "\"")
              + " has been updated since this tensor was built on it, and the tensor was not"
              + " computed before; compute it first (eval), or build it again from the new value");
    }
  }

  /// Begins to read like [#acquire], unless the block was donated; whether it did.
  public boolean tryAcquire() {
    return !retired && readers.updateAndGet(n -> n == SPENT ? SPENT : n + 1) != SPENT;
  }

  /// Ends to read; nothing changes where the block has been donated.
  public void release() {
    readers.updateAndGet(n -> n == SPENT ? SPENT : n - 1);
  }

  /// Tries to take the block away for good: succeeds if the caller alone is reading, `own` times.
  public boolean donate(int own) {
    return readers.compareAndSet(own, SPENT);
  }

  /// Ends a donation: for good, or, where the computation failed, as if it had never been tried;
  /// then the caller is a reader again.
  public void settle(boolean done) {
    if (!done) readers.set(1);
  }

  /// Ends the time of this storage: the variable has moved on, be it to another block. Those who
  /// read at the moment may finish.
  public void retire() {
    retired = true;
  }

  /// Whether the block was donated, or the variable has moved on.
  public boolean isSpent() {
    return retired || readers.get() == SPENT;
  }
}
