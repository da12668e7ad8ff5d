/// The training loop with what people want around it: scores, progress, checkpoints.
@NullMarked
package io.ranvier.train;

import org.jspecify.annotations.NullMarked;
