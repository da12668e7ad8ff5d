package io.ranvier.bench;

import static io.ranvier.nn.Losses.binaryCrossEntropyWithLogits;
import static io.ranvier.nn.Mode.training;

import io.ranvier.nn.Layer;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Rule;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import java.util.List;

/// A step of two networks against each other: the discriminator learns to tell real pictures from
/// drawn ones, then the generator learns from its judgement of the same pictures. Both follow
/// gradient descent with rate 0.001 and momentum 0.9, and the sum of the discriminator's loss on
/// real pictures and the generator's is read.
final class AdversarialStep implements Step {
  private static final Rule RULE = new Sgd(1e-3).momentum(0.9);

  private final Layer generator;
  private final Layer discriminator;
  private final Optimizer generatorOptimizer;
  private final Optimizer discriminatorOptimizer;
  private final Tensor latent;
  private final Tensor pictures;

  /// @param latent what the generator draws from
  /// @param pictures the real ones
  AdversarialStep(Layer generator, Layer discriminator, Tensor latent, Tensor pictures) {
    this.generator = generator;
    this.discriminator = discriminator;
    this.latent = latent;
    this.pictures = pictures;
    generatorOptimizer = new Optimizer(generator, RULE);
    discriminatorOptimizer = new Optimizer(discriminator, RULE);
  }

  @Override
  public double run() {
    return training(this::train);
  }

  private double train() {
    var drawn = generator.forward(latent);
    var real = judged(pictures, 1);
    discriminatorOptimizer.prepare(real.add(judged(drawn.detach(), 0)));
    var deceived = judged(drawn, 1);
    generatorOptimizer.prepare(deceived);
    var sum = real.add(deceived);
    Optimizer.compute(List.of(discriminatorOptimizer, generatorOptimizer), List.of(sum));
    return sum.item();
  }

  /// The loss of the discriminator's judgement if the truth is `target`.
  private Tensor judged(Tensor x, double target) {
    var logits = discriminator.forward(x);
    return binaryCrossEntropyWithLogits(logits, Tensor.fill(target, logits.type()));
  }
}
