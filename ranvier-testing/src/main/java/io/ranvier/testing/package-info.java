/// How operations and backends are tested: one table of [Samples], and the checks that run over it.
/// Whoever writes an operation adds samples; whoever writes a backend runs [BackendConformance].
@NullMarked
package io.ranvier.testing;

import org.jspecify.annotations.NullMarked;
