/// Shapes, element types and windows: plain data that everything else speaks of.
@NullMarked
package io.ranvier.type;

import org.jspecify.annotations.NullMarked;
