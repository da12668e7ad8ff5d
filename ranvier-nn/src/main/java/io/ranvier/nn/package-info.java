/// Layers, their parameters, and the losses they are trained with.
@NullMarked
package io.ranvier.nn;

import org.jspecify.annotations.NullMarked;
