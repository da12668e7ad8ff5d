/// Optimisers: how parameters follow their gradients.
@NullMarked
package io.ranvier.optim;

import org.jspecify.annotations.NullMarked;
