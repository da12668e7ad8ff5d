/// Benchmarks of whole steps: training and inference of the networks that others are measured with.
@NullMarked
package io.ranvier.bench;

import org.jspecify.annotations.NullMarked;
