package io.ranvier.plan;

import io.ranvier.graph.Value;

/// A variable moves on: `next` is computed into the memory of `old`, which is spent afterwards.
///
/// @param old the leaf that holds the variable's numbers
/// @param next its next value, of the same type
/// @param name how errors call the variable
public record Update(Value old, Value next, String name) {}
