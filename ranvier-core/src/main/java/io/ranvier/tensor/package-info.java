/// The tensors that people write with, and the variables that training changes.
@NullMarked
package io.ranvier.tensor;

import org.jspecify.annotations.NullMarked;
