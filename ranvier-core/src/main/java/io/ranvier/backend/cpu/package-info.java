/// The fast kernels of the CPU: pure Java on the Vector API, over native memory.
@NullMarked
package io.ranvier.backend.cpu;

import org.jspecify.annotations.NullMarked;
