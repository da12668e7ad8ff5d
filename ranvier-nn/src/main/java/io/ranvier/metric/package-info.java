/// How good a model is, in numbers.
@NullMarked
package io.ranvier.metric;

import org.jspecify.annotations.NullMarked;
