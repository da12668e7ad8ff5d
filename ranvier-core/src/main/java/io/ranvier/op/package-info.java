/// The closed set of operations, each with its formula, its type rule and its gradient.
@NullMarked
package io.ranvier.op;

import org.jspecify.annotations.NullMarked;
