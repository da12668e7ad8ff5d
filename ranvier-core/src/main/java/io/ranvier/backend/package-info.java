/// What the planner must know of a place where numbers are computed.
@NullMarked
package io.ranvier.backend;

import org.jspecify.annotations.NullMarked;
