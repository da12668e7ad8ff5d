/// Blocks that convolutional networks are built of, each from the paper that brought it.
@NullMarked
package io.ranvier.nn.block;

import org.jspecify.annotations.NullMarked;
