/// Tables of named columns, read from text files.
@NullMarked
package io.ranvier.data.table;

import org.jspecify.annotations.NullMarked;
