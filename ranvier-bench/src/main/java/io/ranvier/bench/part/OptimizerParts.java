package io.ranvier.bench.part;

import io.ranvier.optim.Adadelta;
import io.ranvier.optim.Adagrad;
import io.ranvier.optim.Adam;
import io.ranvier.optim.AdamW;
import io.ranvier.optim.Adamax;
import io.ranvier.optim.Clipping;
import io.ranvier.optim.Lamb;
import io.ranvier.optim.Lion;
import io.ranvier.optim.Muon;
import io.ranvier.optim.NAdam;
import io.ranvier.optim.RAdam;
import io.ranvier.optim.RmsProp;
import io.ranvier.optim.Rprop;
import io.ranvier.optim.Rule;
import io.ranvier.optim.Sgd;
import io.ranvier.type.Shape;
import java.util.List;

/// Steps of a weight four times as high as wide.
final class OptimizerParts {
  /// So small that weights stay what they are, however often they are changed.
  private static final double RATE = 1e-6;

  private static final Clipping NONE = gradients -> gradients;

  private OptimizerParts() {}

  static List<Part> of(Sizes s) {
    return List.of(
        rule("", new Sgd(RATE), s),
        rule("momentum", new Sgd(RATE).momentum(0.9), s),
        rule("", new Adagrad(RATE), s),
        rule("", new Adadelta(RATE), s),
        rule("", new RmsProp(RATE), s),
        rule("", new Rprop(RATE), s),
        rule("", new Adam(RATE), s),
        rule("", new AdamW(RATE), s),
        rule("", new Adamax(RATE), s),
        rule("", new NAdam(RATE), s),
        rule("", new RAdam(RATE), s),
        rule("", new Lion(RATE), s),
        rule("", new Lamb(RATE), s),
        rule("", new Muon(RATE), s).multiplying(),
        part("Clipping", "norm, Sgd", new Sgd(RATE), Clipping.norm(1), s));
  }

  private static Part rule(String options, Rule rule, Sizes s) {
    return part(rule.getClass().getSimpleName(), options, rule, NONE, s);
  }

  private static Part part(String name, String options, Rule rule, Clipping clipping, Sizes s) {
    int columns = s.features();
    int rows = 4 * columns;
    return Part.update(
        name, options, () -> new Training(rule, clipping, rows, columns), Shape.of(rows, columns));
  }
}
