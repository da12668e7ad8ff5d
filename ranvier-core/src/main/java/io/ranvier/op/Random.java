package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Random numbers as a pure function of a key, `i64[2]` (seed and stream): the same key gives the
/// same numbers, in any order and on any number of threads.
///
/// Element `i` (row-major) comes from block `i / 4` of Philox 4×32-10 (Salmon et al., 2011,
/// "Parallel random numbers: as easy as 1, 2, 3"; [io.ranvier.backend.Philox]). The two 32-bit
/// words of Philox's key are the low and the high half of the seed; the four of its counter are the
/// low and the high half of the block's number, then of the stream. Word `i mod 4` of the block
/// belongs to the element.
///
/// - uniform: `(word >>> 8) · 2⁻²⁴`, in `[0, 1)`, in either element type;
/// - normal: Box and Muller's transform of the words of a pair. Of elements `2j` and `2j + 1` with
///   words `u` and `v`: `r = √(−2 ln(((u >>> 8) + 1) · 2⁻²⁴))`, `φ = 2π · (v >>> 8) · 2⁻²⁴`, and
///   the two are `r cos φ` and `r sin φ`. The last element of an odd number still has a pair.
public record Random(Distribution distribution, TensorType type) implements Op {

  public enum Distribution {
    /// In `[0, 1)`.
    UNIFORM,
    /// With mean 0 and variance 1.
    NORMAL
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var key = inputs.getFirst();
    Op.require(
        key.equals(TensorType.of(DType.I64, 2)), "random: the key must be i64[2], got %s", key);
    Op.require(
        type.dtype() == DType.F32 || type.dtype() == DType.F64,
        "random numbers are f32 or f64, not %s",
        type.dtype());
    return Op.one(type);
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
