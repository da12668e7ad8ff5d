package io.ranvier.plan;

import io.ranvier.graph.Value;
import java.util.Optional;

/// One rewrite of the graph. It may change how a value is computed, never its type: the driver
/// checks.
@FunctionalInterface
interface Rule {
  Optional<Value> apply(Value y);
}
