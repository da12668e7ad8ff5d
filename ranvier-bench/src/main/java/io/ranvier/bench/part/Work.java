package io.ranvier.bench.part;

import io.ranvier.tensor.Variable;
import java.util.List;

/// What is computed again and again.
@FunctionalInterface
public interface Work {

  /// Builds the graph of one run.
  ///
  /// @return variables, of which some have been assigned what the run computes: results go where
  ///   the last ones were, so that no run waits for new memory
  List<Variable> assign();
}
