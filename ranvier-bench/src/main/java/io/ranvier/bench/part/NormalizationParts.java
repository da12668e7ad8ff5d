package io.ranvier.bench.part;

import io.ranvier.nn.AlphaDropout;
import io.ranvier.nn.BatchNorm1d;
import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.BatchNorm3d;
import io.ranvier.nn.DropConnect;
import io.ranvier.nn.Dropout;
import io.ranvier.nn.GroupNorm;
import io.ranvier.nn.InstanceNorm1d;
import io.ranvier.nn.InstanceNorm2d;
import io.ranvier.nn.InstanceNorm3d;
import io.ranvier.nn.LayerNorm;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Penalties;
import io.ranvier.nn.RmsNorm;
import io.ranvier.nn.SpatialDropout;
import io.ranvier.nn.SpectralNorm;
import io.ranvier.nn.StochasticDepth;
import io.ranvier.nn.WeightNorm;
import io.ranvier.tensor.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;

/// Normalisation and regularisation.
final class NormalizationParts {
  private static final double RATE = 1e-4;

  private NormalizationParts() {}

  static List<Part> normalization(Sizes s) {
    int c = s.channels();
    int n = s.features();
    return List.of(
        Part.layer("BatchNorm2d", "", () -> new BatchNorm2d(c), s.pictures()),
        Part.layer("BatchNorm2d", "row-major", () -> new BatchNorm2d(c), s.flatPictures()),
        Part.layer("BatchNorm1d", "", () -> new BatchNorm1d(n), s.matrix()),
        Part.layer("BatchNorm3d", "", () -> new BatchNorm3d(c), s.volumes()),
        Part.layer("InstanceNorm1d", "", () -> new InstanceNorm1d(c), s.signals()),
        Part.layer("InstanceNorm2d", "", () -> new InstanceNorm2d(c), s.pictures()),
        Part.layer("InstanceNorm3d", "", () -> new InstanceNorm3d(c), s.volumes()),
        Part.layer("GroupNorm", "8 groups", () -> new GroupNorm(c, 8), s.pictures()),
        Part.layer("LayerNorm", "", () -> new LayerNorm(n), s.matrix()),
        Part.layer("RmsNorm", "", () -> new RmsNorm(n), s.matrix()),
        Part.function(
            "Tensor.localResponseNorm",
            "5",
            x -> x.localResponseNorm(5, RATE, 0.75, 1),
            s.pictures()),
        Part.layer("WeightNorm", "Linear", () -> new WeightNorm(new Linear(n, n)), s.matrix())
            .multiplying(),
        Part.layer("SpectralNorm", "Linear", () -> new SpectralNorm(new Linear(n, n)), s.matrix())
            .multiplying());
  }

  static List<Part> regularization(Sizes s) {
    int n = s.features();
    return List.of(
        Part.layer("Dropout", "", () -> new Dropout(0.5), s.flatPictures()).only(Pass.TRAINING),
        Part.layer("SpatialDropout", "", () -> new SpatialDropout(0.5), s.flatPictures())
            .only(Pass.TRAINING),
        Part.layer("StochasticDepth", "", () -> new StochasticDepth(0.5), s.flatPictures())
            .only(Pass.TRAINING),
        Part.layer("AlphaDropout", "", () -> new AlphaDropout(0.5), s.flatPictures())
            .only(Pass.TRAINING),
        Part.layer(
                "DropConnect", "Linear", () -> new DropConnect(new Linear(n, n), 0.5), s.matrix())
            .multiplying(),
        penalty("Penalties.l1", s, Penalties::l1),
        penalty("Penalties.l2", s, Penalties::l2),
        penalty("Penalties.elasticNet", s, (p, rate) -> Penalties.elasticNet(p, rate, 0.5)),
        penalty("Penalties.maxNorm", s, (p, rate) -> Penalties.maxNorm(p, rate, 0.5)));
  }

  private static Part penalty(
      String name, Sizes s, BiFunction<Collection<Parameter>, Double, Tensor> penalty) {
    int n = s.features();
    return Part.of(
        name,
        4 * n + "x" + n,
        () -> new Linear(n, 4 * n).withoutBias(),
        (model, _) -> penalty.apply(List.of(model.weight()), RATE),
        List.of());
  }
}
