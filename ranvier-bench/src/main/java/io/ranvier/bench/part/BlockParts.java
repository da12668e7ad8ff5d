package io.ranvier.bench.part;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.nn.block.DenseBlock;
import io.ranvier.nn.block.DenseLayer;
import io.ranvier.nn.block.Inception;
import io.ranvier.nn.block.Inception.Narrowed;
import io.ranvier.nn.block.InvertedResidual;
import io.ranvier.nn.block.NinBlock;
import io.ranvier.nn.block.PreActivation;
import io.ranvier.nn.block.Transition;
import java.util.List;
import java.util.stream.Stream;

/// Blocks of the published networks, whose convolutions decide.
final class BlockParts {
  private BlockParts() {}

  static List<Part> of(Sizes s) {
    int c = s.channels();
    var same = window(3).padding(1);
    var x = s.pictures();
    return Stream.of(
            Part.layer("ConvNorm", "3x3", () -> new ConvNorm(c, c, same), x),
            Part.layer("NinBlock", "3x3", () -> new NinBlock(c, c, same), x),
            Part.layer("Inception.v1", "", () -> inception(c), x),
            Part.layer("BasicBlock", "", () -> new BasicBlock(c, c, 1), x),
            Part.layer("Bottleneck", "", () -> new Bottleneck(c, c / 4, 1), x),
            Part.layer(
                "BasicBlock.squeezing", "", () -> new BasicBlock(c, c, 1).squeezing(c / 4), x),
            Part.layer(
                "Bottleneck.squeezing", "", () -> new Bottleneck(c, c / 4, 1).squeezing(c / 4), x),
            Part.layer("PreActivation", "", () -> PreActivation.basic(c, c, 1), x),
            Part.layer("DenseLayer", "growth 32", () -> new DenseLayer(c, 32), x),
            Part.layer("DenseBlock", "growth 32, 3 layers", () -> new DenseBlock(c, 32, 3), x),
            Part.layer("Transition", "", () -> new Transition(c, c / 2), x),
            Part.layer("InvertedResidual", "", () -> new InvertedResidual(c, c, 4 * c, same), x))
        .map(Part::multiplying)
        .toList();
  }

  /// As wide as its input.
  private static io.ranvier.nn.Layer inception(int c) {
    var three = new Narrowed(c / 2, c / 2);
    return Inception.v1(c, c / 4, three, new Narrowed(c / 8, c / 8), c / 8);
  }
}
