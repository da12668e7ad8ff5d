package io.ranvier.graph;

/// Where the numbers of a computed value, or of a leaf, are kept. The graph does not look inside.
public interface Source {

  /// A name that helps a person to find the value again, such as the path `conv1.weight`, or the
  /// empty string.
  String name();

  /// Whether the value belongs to something that training updates.
  boolean variable();
}
