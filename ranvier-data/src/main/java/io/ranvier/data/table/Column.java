package io.ranvier.data.table;

/// A named column of a [Table]. Some of its values may be missing.
public sealed interface Column permits Numbers, Categories {

  String name();

  /// How many rows there are.
  int rows();

  boolean isMissing(int row);

  /// The values in `rows`, in this order.
  Column select(int... rows);

  /// The values as names that are coded: numbers by their text, in their order.
  Categories categories();
}
