/// Files of data, gzipped or plain.
@NullMarked
package io.ranvier.data.file;

import org.jspecify.annotations.NullMarked;
