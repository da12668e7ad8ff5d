/// From a graph of values to a program of kernels: simplified, laid out, fused, placed in memory,
/// and kept for the next time.
@NullMarked
package io.ranvier.plan;

import org.jspecify.annotations.NullMarked;
