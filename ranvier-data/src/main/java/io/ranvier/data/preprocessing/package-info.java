/// Preprocessing that is fitted to examples.
@NullMarked
package io.ranvier.data.preprocessing;

import org.jspecify.annotations.NullMarked;
