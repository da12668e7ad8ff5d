/// The parts of networks one by one, each at a size that networks have: a table of what is timed.
@NullMarked
package io.ranvier.bench.part;

import org.jspecify.annotations.NullMarked;
