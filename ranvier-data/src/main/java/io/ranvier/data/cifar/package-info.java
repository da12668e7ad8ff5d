/// CIFAR-10 in its binary version.
@NullMarked
package io.ranvier.data.cifar;

import org.jspecify.annotations.NullMarked;
