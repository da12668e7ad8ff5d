/// MNIST and Fashion-MNIST: from a folder, the user's cache, the network, or drawn on the spot.
@NullMarked
package io.ranvier.data.mnist;

import org.jspecify.annotations.NullMarked;
