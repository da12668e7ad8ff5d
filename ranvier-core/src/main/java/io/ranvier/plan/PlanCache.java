package io.ranvier.plan;

import io.ranvier.backend.Memory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plans by the key of what they compute. The least recently used go when there are too many, or
/// when the memory that they keep for the next run gets too much.
public final class PlanCache {
  private static final int MOST_PLANS = 512;

  private final ConcurrentHashMap<Trace.Key, Entry> plans = new ConcurrentHashMap<>();
  private final LongAdder found = new LongAdder();
  private final LongAdder made = new LongAdder();

  /// @param plans how many are kept
  /// @param found how often a plan was there
  /// @param made how often one had to be made
  public record Stats(int plans, long found, long made) {}

  /// Made by the first thread that asks; others wait for it.
  private static final class Entry {
    private @Nullable Plan plan;

    synchronized Plan get(Supplier<Plan> maker, LongAdder made) {
      if (plan == null) {
        plan = maker.get();
        made.increment();
      }
      return plan;
    }

    synchronized @Nullable Plan known() {
      return plan;
    }
  }

  PlanCache() {}

  Plan get(Trace.Key key, Supplier<Plan> maker) {
    var entry = plans.get(key);
    if (entry != null) {
      found.increment();
      return entry.get(maker, made);
    }
    makeRoom();
    return plans.computeIfAbsent(key.trimmed(), _ -> new Entry()).get(maker, made);
  }

  Stats stats() {
    return new Stats(plans.size(), found.sum(), made.sum());
  }

  private void makeRoom() {
    while (plans.size() >= MOST_PLANS || idleBytes() > Memory.stats().limit() / 4) {
      var oldest = oldest();
      if (oldest == null) return;
      var entry = plans.remove(oldest);
      var plan = entry == null ? null : entry.known();
      if (plan != null) plan.trim();
    }
  }

  private long idleBytes() {
    long bytes = 0;
    for (var entry : plans.values()) {
      var plan = entry.known();
      if (plan != null) bytes += plan.idleBytes();
    }
    return bytes;
  }

  private Trace.@Nullable Key oldest() {
    Trace.Key oldest = null;
    long time = 0;
    for (var e : plans.entrySet()) {
      var plan = e.getValue().known();
      if (plan != null && (oldest == null || plan.lastUsed() - time < 0)) {
        oldest = e.getKey();
        time = plan.lastUsed();
      }
    }
    return oldest;
  }
}
