package io.ranvier.testing;

import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import io.ranvier.backend.reference.Interpreter;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Data;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A [Sample] made real: leaves, their numbers, and the graph on top of them.
public final class Trial {
  private final Sample sample;
  private final SplittableRandom random;
  private final Map<Value, double[]> numbers = new HashMap<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs;

  /// @param floating what `f32` stands for
  public Trial(Sample sample, DType floating, long seed) {
    this.sample = sample;
    random = new SplittableRandom(seed);
    for (var input : sample.inputs()) inputs.add(leaf(input.type(floating), input.draw()));
    outputs = List.copyOf(sample.build().apply(List.copyOf(inputs)));
  }

  public Sample sample() {
    return sample;
  }

  public List<Value> inputs() {
    return List.copyOf(inputs);
  }

  public List<Value> outputs() {
    return outputs;
  }

  /// The inputs that gradients are taken with respect to.
  public List<Value> variables() {
    return inputs.stream().filter(x -> x.type().dtype().isFloating()).toList();
  }

  /// A number to differentiate: the floating-point outputs, each element times a random factor,
  /// summed up.
  public Value objective() {
    var terms = new ArrayList<Value>();
    for (var y : outputs) if (y.type().dtype().isFloating()) terms.add(y);
    return alongRandomDirection(terms);
  }

  /// `Σ ⟨x, v⟩` with a random `v` for each `x`.
  public Value alongRandomDirection(List<Value> xs) {
    var directions = new ArrayList<Value>();
    for (var x : xs) directions.add(leaf(x.type(), new Draw.Uniform(-1, 1)));
    return dot(xs, directions);
  }

  /// `Σ ⟨x, v⟩`
  static Value dot(List<Value> xs, List<Value> vs) {
    var sum = Ops.fill(0, TensorType.of(DType.F64));
    for (int i = 0; i < xs.size(); i++) {
      var product = Ops.cast(Ops.mul(xs.get(i), vs.get(i)), DType.F64);
      var axes = java.util.stream.IntStream.range(0, product.shape().rank()).boxed().toList();
      sum = Ops.add(sum, Ops.reshape(Ops.sum(product, axes), sum.shape()));
    }
    return sum;
  }

  /// A further leaf.
  Value leaf(TensorType type, Draw draw) {
    var drawn = draw.numbers(Math.toIntExact(type.shape().size()), random);
    var block = Memory.allocate(type.byteSize());
    block
        .buffer()
        .segment()
        .copyFrom(HostTensors.of(type, drawn).segment().asSlice(0, type.byteSize()));
    var leaf = Node.leaf(new Data(type), Storage.of(block));
    numbers.put(leaf, drawn);
    return leaf;
  }

  /// The numbers of a leaf.
  double[] numbers(Value leaf) {
    var known = numbers.get(leaf);
    if (known == null) throw new IllegalStateException("not a leaf of this trial: " + leaf);
    return known;
  }

  /// Evaluates values at the inputs.
  public Interpreter interpreter() {
    return interpreter(Map.of());
  }

  /// Evaluates values where some leaves have other numbers.
  Interpreter interpreter(Map<Value, double[]> others) {
    return new Interpreter(
        leaf -> {
          var replaced = others.get(leaf);
          return replaced == null ? held(leaf) : HostTensors.of(leaf.type(), replaced);
        });
  }

  /// What a leaf holds: one of this trial, or a constant of the sample's own.
  private static HostBuffer held(Value leaf) {
    if (leaf.source() instanceof Storage storage) return storage.buffer();
    throw new IllegalStateException("a leaf without numbers: " + leaf);
  }
}
