/// What a model is made of, in tables.
@NullMarked
package io.ranvier.explain;

import org.jspecify.annotations.NullMarked;
