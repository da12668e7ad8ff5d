/// Texts, character by character.
@NullMarked
package io.ranvier.data.text;

import org.jspecify.annotations.NullMarked;
