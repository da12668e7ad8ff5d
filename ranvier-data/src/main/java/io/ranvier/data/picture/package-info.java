/// Pictures from files, and how to make them look like a data set's.
@NullMarked
package io.ranvier.data.picture;

import org.jspecify.annotations.NullMarked;
