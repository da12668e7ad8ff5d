/// The definition of every operation: plain loops, slow, obvious and complete. It is the oracle
/// that fast backends are tested against, and what they fall back on.
@NullMarked
package io.ranvier.backend.reference;

import org.jspecify.annotations.NullMarked;
