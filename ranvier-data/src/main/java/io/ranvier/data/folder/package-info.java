/// Pictures in folders named after their classes.
@NullMarked
package io.ranvier.data.folder;

import org.jspecify.annotations.NullMarked;
