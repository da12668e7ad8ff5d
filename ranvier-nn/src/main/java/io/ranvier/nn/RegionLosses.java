package io.ranvier.nn;

import static io.ranvier.nn.Losses.requireSame;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;

/// Losses of how regions of a picture overlap: masks and boxes.
public final class RegionLosses {
  /// Keeps quotients of empty boxes finite.
  private static final double EPSILON = 1e-7;

  private RegionLosses() {}

  /// `1 − (2 Σ p·t + smooth) / (Σ p² + Σ t² + smooth)` over all axes but the first (Milletari et
  /// al., 2016, "V-Net").
  ///
  /// @param probability `[n, …]`
  /// @param smooth makes two empty masks alike; above 0
  public static Tensor dice(Tensor probability, Tensor target, double smooth, Reduction reduction) {
    requireSame("dice", probability, target);
    Losses.requireIn("dice", "smooth", smooth, smooth > 0, "above 0");
    if (probability.shape().rank() < 1) {
      throw new ShapeException("dice wants masks [n, …], got " + probability.type());
    }
    var p = probability.unsqueeze(-1).flatten(1);
    var t = target.unsqueeze(-1).flatten(1);
    var both = p.mul(t).sum(1).mul(2).add(smooth);
    var each = p.square().sum(1).add(t.square().sum(1)).add(smooth);
    return reduction.of(both.div(each).neg().add(1));
  }

  /// `1 − |A ∩ B| / |A ∪ B|` of boxes `[n, 4]`, each `left, top, right, bottom` (Yu et al., 2016,
  /// "UnitBox"). Boxes that do not meet have gradient 0: [#giou] has not.
  public static Tensor iou(Tensor prediction, Tensor target, Reduction reduction) {
    return reduction.of(new Overlap("iou", prediction, target).iou().neg().add(1));
  }

  /// `1 − |A ∩ B| / |A ∪ B| + (|C| − |A ∪ B|) / |C|`, with `C` the smallest box around both
  /// (Rezatofighi et al., 2019, "Generalized intersection over union").
  public static Tensor giou(Tensor prediction, Tensor target, Reduction reduction) {
    var overlap = new Overlap("giou", prediction, target);
    var around = overlap.around();
    var waste = around.sub(overlap.union).div(around.add(EPSILON));
    return reduction.of(waste.sub(overlap.iou()).add(1));
  }

  private static final class Overlap {
    private final Tensor a;
    private final Tensor b;
    private final Tensor common;
    private final Tensor union;

    Overlap(String name, Tensor a, Tensor b) {
      requireSame(name, a, b);
      if (a.shape().rank() < 1 || a.dim(-1) != 4) {
        throw new ShapeException("%s wants boxes [n, 4], got %s".formatted(name, a.type()));
      }
      this.a = a;
      this.b = b;
      var width = edge(a, 2).minimum(edge(b, 2)).sub(edge(a, 0).maximum(edge(b, 0))).relu();
      var height = edge(a, 3).minimum(edge(b, 3)).sub(edge(a, 1).maximum(edge(b, 1))).relu();
      common = width.mul(height);
      union = area(a).add(area(b)).sub(common);
    }

    private static Tensor edge(Tensor box, int i) {
      return box.slice(-1, i, 1).squeeze(-1);
    }

    private static Tensor area(Tensor box) {
      return edge(box, 2).sub(edge(box, 0)).mul(edge(box, 3).sub(edge(box, 1)));
    }

    Tensor iou() {
      return common.div(union.add(EPSILON));
    }

    Tensor around() {
      var width = edge(a, 2).maximum(edge(b, 2)).sub(edge(a, 0).minimum(edge(b, 0)));
      return width.mul(edge(a, 3).maximum(edge(b, 3)).sub(edge(a, 1).minimum(edge(b, 1))));
    }
  }
}
