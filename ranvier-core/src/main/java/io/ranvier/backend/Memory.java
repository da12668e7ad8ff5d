package io.ranvier.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The off-heap memory of the process: blocks that are freed when the garbage collector finds that
/// nobody can reach them, so that no user ever closes anything.
///
/// Freed blocks are kept by size and handed out again, so that steady work allocates nothing from
/// the system. Since a small handle on the heap may hold a large block, the collector would not
/// hurry by itself: it is called whenever the blocks in use have doubled since it last ran, and
/// before the limit is reached. The limit is the system property `ranvier.memory` (bytes, or with a
/// suffix `k`, `m`, `g`), by default the maximum size of the heap.
public final class Memory {
  private static final long ALIGNMENT = 64;
  private static final long SLAB = 4 << 20;
  private static final long LARGEST_IN_SLAB = 256 << 10;
  private static final long FIRST_TRIGGER = 256 << 20;

  private static final ReferenceQueue<Block> QUEUE = new ReferenceQueue<>();
  private static final Set<Handle> LIVE = new HashSet<>();
  private static final Map<Long, ArrayDeque<Chunk>> FREE = new HashMap<>();
  private static final long LIMIT = limit(System.getProperty("ranvier.memory", ""));

  private static MemorySegment slab = MemorySegment.NULL;
  private static long slabUsed;
  private static long reserved;
  private static long inUse;
  private static long peak;
  private static long blocks;
  private static long collections;
  private static long trigger = FIRST_TRIGGER;

  private Memory() {}

  /// A block of memory in use: free again when this object is out of reach. Whoever works on its
  /// buffer keeps the block reachable meanwhile.
  public static final class Block {
    private final HostBuffer buffer;

    private Block(HostBuffer buffer) {
      this.buffer = buffer;
    }

    public HostBuffer buffer() {
      return buffer;
    }
  }

  /// The state of the off-heap memory, in bytes.
  ///
  /// @param inUse held by blocks that can be reached, or that the collector has not yet looked at
  /// @param peak the largest `inUse` so far
  /// @param reserved taken from the system: `inUse` and what is kept to be handed out again
  /// @param limit what `reserved` never exceeds
  /// @param blocks the number of blocks in use
  /// @param collections how often the garbage collector was called for
  public record Stats(
      long inUse, long peak, long reserved, long limit, long blocks, long collections) {}

  private record Chunk(Arena arena, MemorySegment segment) {}

  private static final class Handle extends PhantomReference<Block> {
    private final Chunk chunk;

    Handle(Block block, Chunk chunk) {
      super(block, QUEUE);
      this.chunk = chunk;
    }
  }

  /// A block of at least `bytes` bytes, aligned to 64, with arbitrary content.
  ///
  /// @throws OutOfMemoryError if the limit leaves no room even after a garbage collection
  public static Block allocate(long bytes) {
    long size = sizeClass(bytes);
    synchronized (Memory.class) {
      reclaim();
      if (inUse + size > trigger || !fits(size)) collect(size);
      var chunk = take(size);
      var block = new Block(new HostBuffer(chunk.segment.asSlice(0, bytes)));
      LIVE.add(new Handle(block, chunk));
      blocks++;
      inUse += size;
      peak = Math.max(peak, inUse);
      return block;
    }
  }

  public static Stats stats() {
    synchronized (Memory.class) {
      reclaim();
      return new Stats(inUse, peak, reserved, LIMIT, blocks, collections);
    }
  }

  /// Sizes grow in steps of an eighth, so that a freed block fits the next request of about its
  /// size.
  private static long sizeClass(long bytes) {
    long step = Math.max(ALIGNMENT, Long.highestOneBit(Math.max(bytes, 1)) / 8);
    return Math.max((bytes + step - 1) / step * step, ALIGNMENT);
  }

  private static void reclaim() {
    for (var found = QUEUE.poll(); found != null; found = QUEUE.poll()) {
      var handle = (Handle) found;
      LIVE.remove(handle);
      long size = handle.chunk.segment.byteSize();
      FREE.computeIfAbsent(size, _ -> new ArrayDeque<>()).push(handle.chunk);
      blocks--;
      inUse -= size;
    }
  }

  private static boolean fits(long size) {
    var kept = FREE.get(size);
    return kept != null && !kept.isEmpty() || reserved + size <= LIMIT;
  }

  /// Calls the garbage collector, waits until it has told what is free, and decides when to call it
  /// next: when what is in use has doubled.
  private static void collect(long size) {
    System.gc();
    collections++;
    for (int wait = 0; wait < 20; wait++) {
      reclaim();
      if (inUse + size <= trigger && fits(size)) break;
      try {
        Memory.class.wait(1);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    trigger = Math.max(FIRST_TRIGGER, 2 * (inUse + size));
    if (!fits(size)) trim();
    if (!fits(size)) {
      throw new OutOfMemoryError(
          "%,d bytes asked for, %,d of at most %,d in use off-heap; ".formatted(size, inUse, LIMIT)
              + "raise the limit with -Dranvier.memory=8g, or use smaller batches");
    }
  }

  /// Gives kept blocks back to the system, but for those that share a slab.
  private static void trim() {
    for (var chunks : FREE.values()) {
      chunks.removeIf(
          chunk -> {
            if (chunk.segment.byteSize() <= LARGEST_IN_SLAB) return false;
            reserved -= chunk.segment.byteSize();
            chunk.arena.close();
            return true;
          });
    }
  }

  private static Chunk take(long size) {
    var kept = FREE.get(size);
    if (kept != null && !kept.isEmpty()) return kept.pop();
    if (size > LARGEST_IN_SLAB) {
      reserved += size;
      var arena = Arena.ofShared();
      return new Chunk(arena, arena.allocate(size, ALIGNMENT));
    }
    if (slabUsed + size > slab.byteSize()) {
      slab = Arena.global().allocate(SLAB, ALIGNMENT);
      slabUsed = 0;
      reserved += SLAB;
    }
    slabUsed += size;
    return new Chunk(Arena.global(), slab.asSlice(slabUsed - size, size));
  }

  private static long limit(String text) {
    if (text.isBlank()) return Runtime.getRuntime().maxMemory();
    var digits = text.strip().toLowerCase(java.util.Locale.ROOT);
    int shift =
        switch (digits.charAt(digits.length() - 1)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    try {
      var number = shift == 0 ? digits : digits.substring(0, digits.length() - 1);
      return Math.multiplyExact(Long.parseLong(number), 1L << shift);
    } catch (ArithmeticException | NumberFormatException _) {
      throw new IllegalArgumentException(
          "ranvier.memory: \"" + text + "\" is no size; write bytes, or 512m, 8g");
    }
  }
}
