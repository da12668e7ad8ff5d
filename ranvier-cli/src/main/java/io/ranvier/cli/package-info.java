/// The `ranvier` command.
package io.ranvier.cli;
