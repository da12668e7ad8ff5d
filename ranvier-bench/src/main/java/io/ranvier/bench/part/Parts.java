package io.ranvier.bench.part;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The table of all parts that are timed.
public final class Parts {
  private static final Map<String, String> UNTIMED = untimed();

  private Parts() {}

  /// All parts, by the headings of `docs/parts.md`.
  public static SequencedMap<String, List<Part>> families(Sizes sizes) {
    var families = new LinkedHashMap<String, List<Part>>();
    families.put("Linear and convolution", LinearParts.of(sizes));
    families.put("Pooling", PictureParts.pooling(sizes));
    families.put("Padding and vision", PictureParts.vision(sizes));
    families.put("Normalisation", NormalizationParts.normalization(sizes));
    families.put("Activations", ActivationParts.of(sizes));
    families.put("Recurrent networks", SequenceParts.recurrent(sizes));
    families.put("Regularisation", NormalizationParts.regularization(sizes));
    families.put("Combinators and blocks", BlockParts.of(sizes));
    families.put("Attention", SequenceParts.attention(sizes));
    families.put("Losses", LossParts.of(sizes));
    families.put("Optimisers", OptimizerParts.of(sizes));
    return families;
  }

  /// Why a part of these families has no row, by its name.
  public static Map<String, String> reasons() {
    return UNTIMED;
  }

  private static Map<String, String> untimed() {
    var reasons = new LinkedHashMap<String, String>();
    var view = "nothing is computed";
    reasons.put("Flatten", view);
    reasons.put("Tensor.identity", view);
    reasons.put("Window.same", "a way to say the padding of `Conv2d`");
    reasons.put("Tensor.prelu", "as `PRelu`");
    reasons.put("Tensor.stochasticPool2d", "as `StochasticPool2d`");
    reasons.put("Tensor.fractionalMaxPool", "as `FractionalMaxPool`");
    reasons.put("Tensor.gumbelSoftmax", "as `GumbelSoftmax`");
    reasons.put("Tensor.hardGumbelSoftmax", "as `GumbelSoftmax`");
    var kinds = "as `Recurrent.lstm` and the other kinds";
    for (var name : List.of("", ".layers", ".bidirectional", ".dropout", ".run")) {
      reasons.put("Recurrent" + name, kinds);
    }
    var arrangement = "computes what the layers in it compute";
    reasons.put("Sequential", arrangement);
    reasons.put("Parallel", arrangement);
    reasons.put("Residual", arrangement);
    for (var block : List.of("a", "b", "c", "d", "e")) {
      reasons.put("Inception." + block, "as `Inception.v1`, from the same layers");
    }
    reasons.put("Maximize", "as the rule that it turns round");
    reasons.put("Groups", "as the rules of the groups");
    reasons.put("Optimizer.accumulate", "an addition to each gradient, in the pass that makes it");
    var program = "joins steps into one program";
    reasons.put("Optimizer.prepare", program);
    reasons.put("Optimizer.compute", program);
    reasons.put("Lbfgs", "the settings of `LbfgsOptimizer`");
    reasons.put("LbfgsOptimizer", "its time is that of the losses which it asks for");
    reasons.put("WeightAverage", "a step of its own: the pass of `Sgd` with momentum");
    return Collections.unmodifiableMap(reasons);
  }
}
