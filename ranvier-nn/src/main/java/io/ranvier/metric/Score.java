package io.ranvier.metric;

/// How good a model is on some data.
///
/// @param loss the mean loss
/// @param accuracy the part of examples that were classified rightly, in `[0, 1]`; 0 where nothing
///   is classified
public record Score(double loss, double accuracy) {}
