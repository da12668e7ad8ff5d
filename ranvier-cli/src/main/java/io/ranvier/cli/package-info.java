/// The `ranvier` command.
@NullMarked
package io.ranvier.cli;

import org.jspecify.annotations.NullMarked;
