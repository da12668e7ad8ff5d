/// Files of tensors, read strictly and replaced whole: [SafeTensors] and [AtomicFile].
@NullMarked
package io.ranvier.io;

import org.jspecify.annotations.NullMarked;
