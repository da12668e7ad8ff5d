package io.ranvier.nn;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Where a model's random numbers come from: said once, around its construction.
///
///     var model = Seed.seeded(42, () -> new LeNet5());
///
/// Each leaf of the model has a stream of its own, told from the others by the 64-bit FNV-1a hash
/// (Fowler, Noll and Vo) of its path, in UTF-8. So the same seed gives the same bits, and another
/// layer added to a model leaves the initial values of the rest alone. Outside any scope the seed
/// is 0: what nobody seeds is reproducible too, and two networks that are to differ need two seeds.
public final class Seed {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private static final ScopedValue<Scope> SCOPE = ScopedValue.newInstance();
  private static final Scope UNSEEDED = new Scope(0);

  private Seed() {}

  /// Runs `body`; what it builds is seeded with `seed`.
  public static <T extends @Nullable Object, X extends Throwable> T seeded(
      long seed, ScopedValue.CallableOp<T, X> body) throws X {
    return ScopedValue.where(SCOPE, new Scope(seed)).call(body);
  }

  static Scope scope() {
    return SCOPE.orElse(UNSEEDED);
  }

  /// The stream of the leaf at `path`.
  static long stream(String path) {
    long hash = FNV_OFFSET;
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    return hash;
  }

  /// A seed, and how many leaves have been created under it.
  static final class Scope {
    private final long seed;
    private final AtomicLong created = new AtomicLong();

    Scope(long seed) {
      this.seed = seed;
    }

    long seed() {
      return seed;
    }

    long next() {
      return created.getAndIncrement();
    }
  }
}
