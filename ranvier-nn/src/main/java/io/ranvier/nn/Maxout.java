package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// The largest of several affine maps: `x: [n…, in]` to `y: [n…, out]`, with `yⱼ = maxₖ (x ·
/// weightⱼₖ + biasⱼₖ)`, a convex function that is learnt (Goodfellow et al., 2013, "Maxout
/// networks").
///
/// @param linear to `out · pieces` features, the pieces of one output side by side
/// @param pieces how many maps each output chooses from
public record Maxout(Linear linear, int pieces) implements Layer {

  public Maxout {
    int features = linear.weight().type().dim(0);
    if (pieces < 1 || features % pieces != 0) {
      throw new IllegalArgumentException(
          "maxout: %d pieces do not divide %d features; they start at 1"
              .formatted(pieces, features));
    }
  }

  public Maxout(int in, int out, int pieces) {
    if (pieces < 1) {
      throw new IllegalArgumentException("maxout: %d pieces; they start at 1".formatted(pieces));
    }
    this(new Linear(in, Math.multiplyExact(out, pieces)), pieces);
  }

  @Override
  public Tensor forward(Tensor x) {
    return linear.forward(x).maxout(pieces, -1);
  }
}
