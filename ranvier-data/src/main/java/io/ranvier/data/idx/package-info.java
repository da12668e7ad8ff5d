/// The IDX file format.
@NullMarked
package io.ranvier.data.idx;

import org.jspecify.annotations.NullMarked;
