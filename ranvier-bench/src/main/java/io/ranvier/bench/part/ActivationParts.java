package io.ranvier.bench.part;

import io.ranvier.nn.GumbelSoftmax;
import io.ranvier.nn.Maxout;
import io.ranvier.nn.PRelu;
import io.ranvier.nn.RRelu;
import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Activations: element by element on pictures, along rows of a matrix.
final class ActivationParts {
  private ActivationParts() {}

  static List<Part> of(Sizes s) {
    int n = s.features();
    var parts = new ArrayList<Part>();
    elementwise().forEach((name, f) -> parts.add(part(name, f, s.flatPictures())));
    parts.add(Part.layer("PRelu", "", () -> new PRelu(s.channels()), s.pictures()));
    parts.add(Part.layer("RRelu", "", RRelu::new, s.flatPictures()));
    parts.add(Part.function("Tensor.glu", "", x -> x.glu(1), s.pictures()));
    parts.add(Part.function("Tensor.maxout", "2 pieces", x -> x.maxout(2, 1), s.pictures()));
    parts.add(
        Part.layer("Maxout", "2 pieces", () -> new Maxout(n, n, 2), s.matrix()).multiplying());
    rows().forEach((name, f) -> parts.add(part(name, f, s.matrix())));
    parts.add(Part.layer("GumbelSoftmax", "", () -> new GumbelSoftmax(1, -1), s.matrix()));
    return parts;
  }

  private static Part part(String name, UnaryOperator<Tensor> function, Input input) {
    return Part.function("Tensor." + name, "", function, input);
  }

  private static SequencedMap<String, UnaryOperator<Tensor>> elementwise() {
    var functions = new LinkedHashMap<String, UnaryOperator<Tensor>>();
    functions.put("relu", Tensor::relu);
    functions.put("relu6", Tensor::relu6);
    functions.put("leakyRelu", x -> x.leakyRelu(0.01));
    functions.put("elu", x -> x.elu(1));
    functions.put("selu", Tensor::selu);
    functions.put("celu", x -> x.celu(1));
    functions.put("gelu", Tensor::gelu);
    functions.put("geluTanh", Tensor::geluTanh);
    functions.put("silu", Tensor::silu);
    functions.put("mish", Tensor::mish);
    functions.put("hardSwish", Tensor::hardSwish);
    functions.put("sigmoid", Tensor::sigmoid);
    functions.put("logSigmoid", Tensor::logSigmoid);
    functions.put("hardSigmoid", Tensor::hardSigmoid);
    functions.put("tanh", Tensor::tanh);
    functions.put("hardTanh", x -> x.hardTanh(-1, 1));
    functions.put("tanhShrink", Tensor::tanhShrink);
    functions.put("softsign", Tensor::softsign);
    functions.put("softplus", x -> x.softplus(1, 20));
    functions.put("softShrink", x -> x.softShrink(0.5));
    functions.put("hardShrink", x -> x.hardShrink(0.5));
    functions.put("threshold", x -> x.threshold(0.1, 0));
    functions.put("step", Tensor::step);
    return functions;
  }

  private static SequencedMap<String, UnaryOperator<Tensor>> rows() {
    var functions = new LinkedHashMap<String, UnaryOperator<Tensor>>();
    functions.put("softmax", x -> x.softmax(-1));
    functions.put("logSoftmax", x -> x.logSoftmax(-1));
    functions.put("softmin", x -> x.softmin(-1));
    return functions;
  }
}
