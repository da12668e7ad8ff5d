package io.ranvier.type;

/// What stands around a signal, a picture or a volume where a window looks beyond its border.
public enum PaddingMode {
  /// `0 0 | a b c | 0 0`
  ZEROS,
  /// `c b | a b c | b a`: mirrored at the outermost element, which is not repeated.
  REFLECT,
  /// `a a | a b c | c c`: the outermost element goes on.
  REPLICATE,
  /// `b c | a b c | a b`: from the other side.
  CIRCULAR
}
