/// What a person or a program gets to see of a run: charts, tables, progress and JSON.
@NullMarked
package io.ranvier.cli.report;

import org.jspecify.annotations.NullMarked;
