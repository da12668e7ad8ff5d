/// A stand-in for MNIST that needs no file: digits written by a simulated hand.
@NullMarked
package io.ranvier.data.digits;

import org.jspecify.annotations.NullMarked;
