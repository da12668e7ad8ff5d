/// What identifies data: SHA-256.
@NullMarked
package io.ranvier.data.hash;

import org.jspecify.annotations.NullMarked;
