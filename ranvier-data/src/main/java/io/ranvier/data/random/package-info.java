/// Randomness that is a function of its place alone.
@NullMarked
package io.ranvier.data.random;

import org.jspecify.annotations.NullMarked;
