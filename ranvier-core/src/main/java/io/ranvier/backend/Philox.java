package io.ranvier.backend;

/// Philox 4×32-10, a random number generator without a state: four words of 32 random bits are a
/// function of a key and a counter (Salmon, Moraes, Dror and Shaw, 2011, "Parallel random numbers:
/// as easy as 1, 2, 3"). Every backend draws from it, so that all of them draw the same numbers.
public final class Philox {
  /// What the first word is multiplied by in each round, and the third.
  public static final long MULTIPLIER_0 = 0xD2511F53L;

  public static final long MULTIPLIER_1 = 0xCD9E8D57L;

  /// What is added to the words of the key after each round.
  public static final int WEYL_0 = 0x9E3779B9;

  public static final int WEYL_1 = 0xBB67AE85;

  private static final long LOW = 0xFFFFFFFFL;

  /// How often all of this is done.
  public static final int ROUNDS = 10;

  private Philox() {}

  /// Writes the four words of block number `block` of `stream` to `words`. The two words of the key
  /// are the low and the high half of `seed`; those of the counter the halves, low first, of
  /// `block` and then of `stream`.
  public static void block(long seed, long stream, long block, int[] words) {
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & LOW);
      long p1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  }
}
