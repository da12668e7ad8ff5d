package io.ranvier.testing;

import static io.ranvier.nn.Mode.training;

import io.ranvier.nn.BatchNorm1d;
import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.BatchNorm3d;
import io.ranvier.nn.DropConnect;
import io.ranvier.nn.GroupNorm;
import io.ranvier.nn.InstanceNorm1d;
import io.ranvier.nn.InstanceNorm2d;
import io.ranvier.nn.InstanceNorm3d;
import io.ranvier.nn.LayerNorm;
import io.ranvier.nn.Linear;
import io.ranvier.nn.RmsNorm;
import io.ranvier.nn.SpectralNorm;
import io.ranvier.nn.WeightNorm;
import io.ranvier.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of what normalises activations and weights.
final class NormalizationMistakes {
  private static final Tensor MATRIX = Tensor.ones(2, 3);
  private static final Tensor PIXELS = Tensor.zeros(2, 3, 1, 1);

  private NormalizationMistakes() {}

  static List<Mistake> all() {
    return Stream.of(channelNorms(), normalizations(), reparametrizations())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Mistake> channelNorms() {
    return List.of(
        new Mistake(
            "BatchNorm1d",
            () -> new BatchNorm1d(0),
            "batchNorm1d: 0 channels; there is at least one"),
        new Mistake("BatchNorm3d", () -> new BatchNorm3d(-2), "batchNorm3d: -2 channels"),
        new Mistake("InstanceNorm1d", () -> new InstanceNorm1d(0), "instanceNorm1d: 0 channels"),
        new Mistake(
            "BatchNorm2d",
            () -> new BatchNorm2d(3).epsilon(0),
            "batchNorm2d: epsilon is 0.0, and must be above 0"),
        new Mistake(
            "InstanceNorm3d",
            () -> new InstanceNorm3d(3).epsilon(Double.NaN),
            "instanceNorm3d: epsilon is NaN, and must be above 0"),
        new Mistake(
            "BatchNorm2d",
            () -> new BatchNorm2d(3).momentum(0),
            "running statistics: momentum is 0.0, and must be in (0, 1]"),
        new Mistake(
            "InstanceNorm2d",
            () -> new InstanceNorm2d(3).momentum(1.5),
            "running statistics: momentum is 1.5"),
        new Mistake(
            "BatchNorm1d",
            () -> new BatchNorm1d(3).forward(PIXELS),
            "batchNorm1d wants x: [n, 3] or [n, 3, l], got f32[2, 3, 1, 1]"),
        new Mistake(
            "BatchNorm3d",
            () -> new BatchNorm3d(3).forward(PIXELS),
            "batchNorm3d wants x: [n, 3, d, h, w], got f32[2, 3, 1, 1]"),
        new Mistake(
            "InstanceNorm1d",
            () -> new InstanceNorm1d(4).forward(Tensor.zeros(2, 3, 5)),
            "instanceNorm1d wants x: [n, 4, l], got f32[2, 3, 5]"),
        new Mistake(
            "BatchNorm2d",
            () -> training(() -> new BatchNorm2d(3).forward(Tensor.zeros(0, 3, 4, 4))),
            "batchNorm2d: f32[0, 3, 4, 4] has fewer than two values in a channel"),
        new Mistake(
            "InstanceNorm2d",
            () -> new InstanceNorm2d(3).forward(PIXELS),
            "instanceNorm2d: f32[2, 3, 1, 1] has fewer than two values in a channel of an"
                + " example"));
  }

  private static List<Mistake> normalizations() {
    return List.of(
        new Mistake(
            "LayerNorm",
            () -> new LayerNorm(4).forward(MATRIX),
            "layerNorm wants x: […, 4], got f32[2, 3]"),
        new Mistake(
            "LayerNorm",
            () -> new LayerNorm(1, 2, 3).forward(MATRIX),
            "layerNorm wants x: […, 1, 2, 3], got f32[2, 3]"),
        new Mistake(
            "LayerNorm",
            () -> new LayerNorm(0),
            "layerNorm: shape [0]; there is at least one axis, and extents start at 1"),
        new Mistake(
            "LayerNorm",
            () -> new LayerNorm(3).epsilon(0),
            "layerNorm: epsilon is 0.0, and must be above 0"),
        new Mistake(
            "RmsNorm",
            () -> new RmsNorm(4).forward(MATRIX),
            "rmsNorm wants x: […, 4], got f32[2, 3]"),
        new Mistake(
            "RmsNorm",
            () -> new RmsNorm(3).epsilon(Double.NaN),
            "rmsNorm: epsilon is NaN, and must be above 0"),
        new Mistake("GroupNorm", () -> new GroupNorm(4, 3), "groupNorm: 4 channels in 3 groups"),
        new Mistake("GroupNorm", () -> new GroupNorm(-1, 1), "groupNorm: -1 channels in 1 groups"),
        new Mistake(
            "GroupNorm",
            () -> new GroupNorm(4, 2).forward(MATRIX),
            "groupNorm wants x: [n, 4, …], got f32[2, 3]"));
  }

  private static List<Mistake> reparametrizations() {
    var layer = new Linear(4, 3);
    return List.of(
        new Mistake(
            "WeightNorm",
            () -> new WeightNorm(layer).along(2),
            "weightNorm: axis is 2, and must be in [0, 2)"),
        new Mistake(
            "WeightNorm",
            () -> new WeightNorm(layer).along(-1),
            "weightNorm: axis is -1, and must be in [0, 2)"),
        new Mistake(
            "SpectralNorm",
            () -> new SpectralNorm(layer).iterations(0),
            "spectralNorm: 0 iterations; there is at least one"),
        new Mistake(
            "SpectralNorm",
            () -> new SpectralNorm(layer).epsilon(-1),
            "spectralNorm: epsilon is -1.0, and must be above 0"),
        new Mistake(
            "DropConnect",
            () -> new DropConnect(layer, Double.NaN),
            "dropConnect: the rate is NaN, and must be in [0, 1)"),
        new Mistake(
            "DropConnect",
            () -> new DropConnect(layer, 1),
            "dropConnect: the rate is 1.0, and must be in [0, 1)"));
  }
}
