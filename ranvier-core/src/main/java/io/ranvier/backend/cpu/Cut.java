package io.ranvier.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/// How a pass is cut into tasks: by its shape alone. A task is a stretch of the pass; or, where a
/// reduction over few long rows leaves nothing else to share out, a strip of columns, row by row.
///
/// @param starts where each task begins, and where the last one ends
/// @param length how many elements a row of a strip has; 0 for stretches
/// @param rows the rows of a strip
/// @param inner from one row to the next
@SuppressWarnings("ArrayRecordComponent")
record Cut(long[] starts, int length, long rows, long inner) {
  /// Passes of fewer elements are not shared out.
  private static final long SMALL = 16_384;

  /// The elements of a task, at least and at most.
  private static final long SHORTEST = 8_192;

  private static final long LONGEST = 65_536;

  /// Tasks that a pass is cut into where it is not too long or too short for that.
  private static final long TASKS = 16;

  static Cut of(long size, int tile, List<Partition> partitions) {
    if (size == 0) return new Cut(new long[] {0}, 0, 1, 0);
    if (size < SMALL) return new Cut(new long[] {0, size}, 0, 1, 0);
    long wanted = Math.ceilDiv(Math.clamp(size / TASKS, SHORTEST, LONGEST), tile) * tile;
    var stretches = stretches(size, wanted, partitions);
    if (stretches.length - 1 < TASKS / 2 && !partitions.isEmpty()) {
      var first = partitions.getFirst();
      boolean strips =
          first.joined() == 1
              && first.reduced() > 1
              && first.inner() >= 2L * tile
              && partitions.stream().allMatch(first::equals);
      if (strips) return strips(first, tile);
    }
    return new Cut(stretches, 0, 1, 0);
  }

  /// Stretches end where chunks of all reductions do.
  private static long[] stretches(long size, long wanted, List<Partition> partitions) {
    var starts = new ArrayList<Long>();
    for (long start = 0; start < size; start = boundary(start + wanted, size, partitions)) {
      starts.add(start);
    }
    starts.add(size);
    return starts.stream().mapToLong(Long::longValue).toArray();
  }

  private static long boundary(long place, long size, List<Partition> partitions) {
    while (place < size) {
      long next = place;
      for (var partition : partitions) next = partition.boundary(next);
      if (next == place) return place;
      place = next;
    }
    return size;
  }

  private static Cut strips(Partition partition, int tile) {
    int length = (int) Math.clamp(partition.inner() / TASKS / tile * tile, tile, LONGEST);
    var starts = new ArrayList<Long>();
    for (long slab = 0; slab < partition.kept(); slab++) {
      for (long column = 0; column < partition.inner(); column += length) {
        starts.add(slab * partition.slab() + column);
      }
    }
    starts.add(partition.kept() * partition.slab());
    return new Cut(
        starts.stream().mapToLong(Long::longValue).toArray(),
        length,
        partition.reduced(),
        partition.inner());
  }

  int tasks() {
    return starts.length - 1;
  }

  /// The elements of each row of `task`.
  long length(int task) {
    long start = starts[task];
    return length == 0 ? starts[task + 1] - start : Math.min(length, inner - start % inner);
  }
}
