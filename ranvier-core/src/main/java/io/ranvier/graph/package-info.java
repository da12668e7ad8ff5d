/// The computation graph: values, the nodes that compute them, and their order.
@NullMarked
package io.ranvier.graph;

import org.jspecify.annotations.NullMarked;
