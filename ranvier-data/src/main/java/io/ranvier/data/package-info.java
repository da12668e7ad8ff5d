/// Labelled pictures in memory and the batches that training takes from them.
@NullMarked
package io.ranvier.data;

import org.jspecify.annotations.NullMarked;
