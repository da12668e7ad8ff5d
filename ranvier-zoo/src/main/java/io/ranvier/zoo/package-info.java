/// Networks, one file per architecture, each with its paper at its head.
@NullMarked
package io.ranvier.zoo;

import org.jspecify.annotations.NullMarked;
