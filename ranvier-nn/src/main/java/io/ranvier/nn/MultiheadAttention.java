package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;
import static io.ranvier.nn.Initializer.xavierUniform;

import io.ranvier.tensor.Attention;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.List;
import java.util.Optional;

/// Attention of several heads side by side, each of which sees a projection of its own (Vaswani et
/// al., 2017, "Attention is all you need"): `query: [n, l, features]`, `key: [n, s, keys]` and
/// `value: [n, s, values]` to `[n, l, features]`,
///
/// `headᵢ = attention(query · Wqᵢᵀ, key · Wkᵢᵀ, value · Wvᵢᵀ)`, `y = [head₁, head₂, …] · Woᵀ`
///
/// Batches come first, as with `batch_first=True` in PyTorch, whose names and initial values the
/// parameters have. Masks are those of [Attention]: true where a key takes part, where PyTorch's
/// layer has true where it takes none.
///
///     var attention = new MultiheadAttention(512, 8);
///     attention.forward(x);                                        // self-attention
///     attention.forward(x, memory, memory, new Attention());       // cross-attention
///     attention.forward(x, x, x, MultiheadAttention.padded(isPadding).causal());
public final class MultiheadAttention implements Layer {
  private static final int PROJECTIONS = 3;

  private final Settings settings;
  private final Optional<Parameter> inProjWeight;
  private final Optional<Parameter> qProjWeight;
  private final Optional<Parameter> kProjWeight;
  private final Optional<Parameter> vProjWeight;
  private final Optional<Parameter> inProjBias;
  private final Linear outProj;
  private final Dropout dropout;

  /// What a layer is made for.
  ///
  /// @param features of queries and of what comes out; `heads` divides them
  /// @param keys features of the keys that come in
  /// @param values features of the values that come in
  /// @param dropout the rate at which weights are dropped in training, in `[0, 1)`
  /// @param hasBias whether the projections have one
  public record Settings(
      int features, int heads, int keys, int values, double dropout, boolean hasBias) {

    /// Keys and values like queries, no dropout, with biases.
    public Settings(int features, int heads) {
      this(features, heads, features, features, 0, true);
    }

    public Settings {
      if (heads < 1 || features < 1 || features % heads != 0) {
        throw new IllegalArgumentException(
            "multiheadAttention: %d features in %d heads; heads must divide them, and both start at 1"
                .formatted(features, heads));
      }
      if (keys < 1 || values < 1) {
        throw new IllegalArgumentException(
            "multiheadAttention: %d features of keys and %d of values; both start at 1"
                .formatted(keys, values));
      }
      Keys.requireRate("multiheadAttention", dropout);
    }

    public Settings keys(int keys) {
      return new Settings(features, heads, keys, values, dropout, hasBias);
    }

    public Settings values(int values) {
      return new Settings(features, heads, keys, values, dropout, hasBias);
    }

    public Settings dropout(double dropout) {
      return new Settings(features, heads, keys, values, dropout, hasBias);
    }

    public Settings withoutBias() {
      return new Settings(features, heads, keys, values, dropout, false);
    }

    private boolean isAlike() {
      return keys == features && values == features;
    }
  }

  public MultiheadAttention(int features, int heads) {
    this(new Settings(features, heads));
  }

  public MultiheadAttention(Settings settings) {
    this.settings = settings;
    int features = settings.features;
    boolean alike = settings.isAlike();
    inProjWeight = weight(alike, PROJECTIONS * features, features);
    qProjWeight = weight(!alike, features, features);
    kProjWeight = weight(!alike, features, settings.keys);
    vProjWeight = weight(!alike, features, settings.values);
    inProjBias =
        settings.hasBias
            ? Optional.of(new Parameter(Shape.of(PROJECTIONS * features), constant(0)))
            : Optional.empty();
    var out = new Linear(features, features).withBias(constant(0));
    outProj = settings.hasBias ? out : out.withoutBias();
    dropout = new Dropout(settings.dropout);
  }

  private static Optional<Parameter> weight(boolean isThere, int out, int in) {
    if (!isThere) return Optional.empty();
    return Optional.of(new Parameter(Shape.of(out, in), xavierUniform(1)));
  }

  /// Attention that leaves out the keys which only fill a batch up.
  ///
  /// @param isPadding `bool[n, s]`, true where a key is none
  public static Attention padded(Tensor isPadding) {
    if (isPadding.shape().rank() != 2) {
      throw new ShapeException(
          "multiheadAttention wants padding: bool[n, s], got " + isPadding.type());
    }
    return new Attention().mask(isPadding.not().unsqueeze(1).unsqueeze(1));
  }

  /// Self-attention in which all see all.
  @Override
  public Tensor forward(Tensor x) {
    return forward(x, x, x, new Attention());
  }

  /// @param attention masks stretch to `[n, heads, l, s]`
  public Tensor forward(Tensor query, Tensor key, Tensor value, Attention attention) {
    var projected = projected(query, key, value);
    var weights = attention.weights(heads(projected.get(0)), heads(projected.get(1)));
    var y = dropout.forward(weights).matmul(heads(projected.get(2)));
    return outProj.forward(y.transpose(0, 2, 1, 3).reshape(query.shape().dims()));
  }

  /// By how much each key counts for each query, before any dropout: `[n, heads, l, s]`.
  public Tensor weights(Tensor query, Tensor key, Attention attention) {
    requireBatches(query, settings.features, "query");
    requireBatches(key, settings.keys, "key");
    return attention.weights(heads(linear(query, 0)), heads(linear(key, 1)));
  }

  /// Query, key and value after their projections, each `[n, …, features]`.
  private List<Tensor> projected(Tensor query, Tensor key, Tensor value) {
    requireBatches(query, settings.features, "query");
    requireBatches(key, settings.keys, "key");
    requireBatches(value, settings.values, "value");
    boolean self = query.value() == key.value() && key.value() == value.value();
    if (!self || inProjWeight.isEmpty()) {
      return List.of(linear(query, 0), linear(key, 1), linear(value, 2));
    }
    // One product for all three.
    var all = Affine.of(query, inProjWeight.get().value(), inProjBias.map(Parameter::value));
    int features = settings.features;
    return List.of(
        all.slice(-1, 0, features),
        all.slice(-1, features, features),
        all.slice(-1, 2 * features, features));
  }

  /// @param place of the projection: query, key, value
  private Tensor linear(Tensor x, int place) {
    int from = place * settings.features;
    var own = List.of(qProjWeight, kProjWeight, vProjWeight).get(place).map(Parameter::value);
    var weight =
        own.orElseGet(() -> inProjWeight.orElseThrow().value().slice(0, from, settings.features));
    return Affine.of(x, weight, inProjBias.map(b -> b.value().slice(0, from, settings.features)));
  }

  /// `[n, l, features]` as `[n, heads, l, features / heads]`.
  private Tensor heads(Tensor x) {
    return x.reshape(x.dim(0), x.dim(1), settings.heads, -1).transpose(0, 2, 1, 3);
  }

  private static void requireBatches(Tensor x, int features, String name) {
    if (x.shape().rank() == 3 && x.dim(2) == features) return;
    throw new ShapeException(
        "multiheadAttention wants %s: [n, l, %d], got %s".formatted(name, features, x.type()));
  }
}
