package io.ranvier.backend;

/// A [Kernel] cut in two: what it does to one of its inputs before it computes, and the rest.
/// Whoever knows that the input stays the same, as a network's weights do from prediction to
/// prediction and from step to step of a recurrence, has the first done once. Both together give
/// the bits that the whole kernel gives.
///
/// @param input the number of the input that is packed
/// @param form what the packed form depends on beside the input's operand: kernels with equal forms
///   can share it
/// @param bytes how much packing writes
/// @param packing reads the input, writes its packed form
/// @param rest is given the packed form in the place of the input
public record Packed(int input, Object form, long bytes, Kernel packing, Kernel rest) {}
