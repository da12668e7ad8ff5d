package io.ranvier.plan;

/// What one kernel of a plan does, and what that costs.
///
/// @param kernel in a few words: `gemm 64x120x400`
/// @param result the type and the layout of its first result; empty where it has none
/// @param bytes that it reads and writes, each operand once
/// @param flops the additions and multiplications of its products and convolutions; 0 if unknown
/// @param nanoseconds of one run, the mean of those that were timed; 0 before the first
public record KernelCost(
    String kernel, String result, long bytes, long flops, double nanoseconds) {}
