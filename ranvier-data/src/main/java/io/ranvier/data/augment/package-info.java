/// Changes of pictures for training: geometry, colour, noise, and mixtures of pictures.
@NullMarked
package io.ranvier.data.augment;

import org.jspecify.annotations.NullMarked;
