/// Gradients, as a transformation from graph to graph.
@NullMarked
package io.ranvier.autograd;

import org.jspecify.annotations.NullMarked;
