package io.ranvier.plan;

/// What a planner may do. The numbers that come out do not depend on it; tests hold that.
///
/// @param fuse whether elementwise operations and reductions are joined into passes
/// @param reuse whether results may overwrite what is no longer needed, and parts of concatenations
///   be computed in place
/// @param cache whether plans are kept for the next time
public record Options(boolean fuse, boolean reuse, boolean cache) {
  public static final Options DEFAULT = new Options(true, true, true);
}
