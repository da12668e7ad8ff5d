package io.ranvier.testing;

import static io.ranvier.type.Span.span;
import static io.ranvier.type.Volume.volume;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.AlphaDropout;
import io.ranvier.nn.BatchNorm1d;
import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.BatchNorm3d;
import io.ranvier.nn.Bilinear;
import io.ranvier.nn.Conv1d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Conv3d;
import io.ranvier.nn.ConvTranspose1d;
import io.ranvier.nn.ConvTranspose2d;
import io.ranvier.nn.ConvTranspose3d;
import io.ranvier.nn.DropConnect;
import io.ranvier.nn.Dropout;
import io.ranvier.nn.Embedding;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.FractionalMaxPool;
import io.ranvier.nn.GroupNorm;
import io.ranvier.nn.GumbelSoftmax;
import io.ranvier.nn.InstanceNorm1d;
import io.ranvier.nn.InstanceNorm2d;
import io.ranvier.nn.InstanceNorm3d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.LayerNorm;
import io.ranvier.nn.Linear;
import io.ranvier.nn.LocallyConnected2d;
import io.ranvier.nn.Maxout;
import io.ranvier.nn.MultiheadAttention;
import io.ranvier.nn.PRelu;
import io.ranvier.nn.Parallel;
import io.ranvier.nn.Projection;
import io.ranvier.nn.RRelu;
import io.ranvier.nn.Recurrent;
import io.ranvier.nn.Residual;
import io.ranvier.nn.RmsNorm;
import io.ranvier.nn.Scaling;
import io.ranvier.nn.Sequential;
import io.ranvier.nn.SpatialDropout;
import io.ranvier.nn.SpectralNorm;
import io.ranvier.nn.StochasticDepth;
import io.ranvier.nn.StochasticPool2d;
import io.ranvier.nn.WeightNorm;
import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.nn.block.Cbam;
import io.ranvier.nn.block.ChannelAttention;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.nn.block.DenseBlock;
import io.ranvier.nn.block.DenseLayer;
import io.ranvier.nn.block.Inception;
import io.ranvier.nn.block.InvertedResidual;
import io.ranvier.nn.block.NinBlock;
import io.ranvier.nn.block.PreActivation;
import io.ranvier.nn.block.SpatialAttention;
import io.ranvier.nn.block.SqueezeExcitation;
import io.ranvier.nn.block.Transition;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Attention;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Every layer at least once, with options that are not the defaults.
final class LayerSamples {
  private LayerSamples() {}

  /// All samples, by family.
  static List<LayerSample> all() {
    return Stream.of(
            basics(),
            activations(),
            normalizations(),
            channelNorms(),
            weights(),
            dropouts(),
            convolutions(),
            pooling(),
            combinators(),
            blocks(),
            attention(),
            fitted(),
            recurrent())
        .flatMap(List::stream)
        .toList();
  }

  private static List<LayerSample> basics() {
    return List.of(
        LayerSample.of("linear", () -> new Linear(5, 7), 12, 5),
        LayerSample.of("linear, no bias", () -> new Linear(5, 7).withoutBias(), 12, 5),
        LayerSample.of("conv2d", () -> new Conv2d(2, 4, window(3).padding(1)), 12, 2, 5, 6),
        LayerSample.of("conv2d, grouped", () -> new Conv2d(4, 6, window(3), 2), 12, 4, 5, 6),
        LayerSample.of("batchNorm2d", () -> new BatchNorm2d(3).momentum(0.3), 12, 3, 2, 2),
        LayerSample.of("dropout", () -> new Dropout(0.2), 12, 6),
        LayerSample.of("flatten", Flatten::new, 12, 2, 3),
        LayerSample.of("sequential", () -> Sequential.of(new Linear(5, 6), Tensor::relu), 12, 5));
  }

  private static List<LayerSample> convolutions() {
    return List.of(
        LayerSample.of("conv1d", () -> new Conv1d(2, 4, span(3).padding(1)), 12, 2, 7),
        LayerSample.of("conv1d, circular", () -> circular(4), 12, 4, 7),
        LayerSample.of("conv2d, reflect", () -> reflected(2), 12, 2, 5, 6),
        LayerSample.of("conv2d, separable", () -> Conv2d.separable(3, 5, window(3)), 12, 3, 5, 6),
        LayerSample.of("conv3d", () -> new Conv3d(2, 3, volume(2)), 12, 2, 3, 4, 3),
        LayerSample.of("conv3d, replicate", () -> replicated(2), 12, 2, 3, 4, 3),
        LayerSample.of("convTranspose1d", () -> new ConvTranspose1d(2, 3, span(3)), 12, 2, 5),
        LayerSample.of("convTranspose2d", () -> larger(4), 12, 4, 3, 4),
        LayerSample.of("convTranspose3d", () -> deeper(2), 12, 2, 2, 3, 2),
        LayerSample.of("locallyConnected2d", () -> unshared(2), 12, 2, 5, 4),
        LayerSample.of("bilinear", () -> new Bilinear(4, 3, 5), 12, 7),
        LayerSample.of("embedding", () -> words(new Embedding(10, 3)), 12, 4),
        LayerSample.of("embedding, padded", () -> words(padded()), 12, 4));
  }

  private static Layer circular(int channels) {
    return new Conv1d(channels, 6, span(3).padding(2), 2).padded(PaddingMode.CIRCULAR);
  }

  private static Layer reflected(int channels) {
    return new Conv2d(channels, 3, window(3).same()).padded(PaddingMode.REFLECT).withoutBias();
  }

  private static Layer replicated(int channels) {
    return new Conv3d(channels, 4, volume(3).stride(2).padding(1), 2).padded(PaddingMode.REPLICATE);
  }

  private static Layer larger(int channels) {
    return new ConvTranspose2d(channels, 6, window(3).stride(2).padding(1), 2).outputPadding(1, 0);
  }

  private static Layer deeper(int channels) {
    return new ConvTranspose3d(channels, 3, volume(2).stride(2)).withoutBias();
  }

  private static Layer unshared(int channels) {
    return new LocallyConnected2d(channels, 3, 5, 4, window(3).stride(2).padding(1));
  }

  private static Embedding padded() {
    return new Embedding(10, 3).paddingIndex(4).maxNorm(1.5);
  }

  /// Numbers in `[−½, ½)` read as words.
  private static Layer words(Embedding embedding) {
    return Sequential.of(x -> x.add(0.5).mul(10).floor().cast(DType.I32), embedding);
  }

  private static List<LayerSample> activations() {
    return List.of(
        LayerSample.of("pRelu", PRelu::new, 12, 5),
        LayerSample.of("pRelu, channels", () -> new PRelu(3), 12, 3, 4),
        LayerSample.of("rRelu", () -> new RRelu(0.1, 0.4), 12, 8),
        LayerSample.of("maxout", () -> new Maxout(5, 4, 3), 12, 5),
        LayerSample.of(
            "gumbelSoftmax",
            () -> Sequential.of(x -> x.mul(8), new Linear(5, 16), new GumbelSoftmax(1, 1)),
            12,
            5));
  }

  private static List<LayerSample> normalizations() {
    return List.of(
        LayerSample.of("layerNorm", () -> new LayerNorm(4, 3).epsilon(1e-3), 12, 4, 3),
        LayerSample.of("groupNorm", () -> new GroupNorm(6, 2).epsilon(1e-3), 12, 6, 3),
        LayerSample.of("rmsNorm", () -> new RmsNorm(7).epsilon(1e-3), 12, 7));
  }

  private static List<LayerSample> channelNorms() {
    return List.of(
        LayerSample.of("batchNorm1d, rows", () -> new BatchNorm1d(7), 12, 7),
        LayerSample.of("batchNorm1d, signals", () -> new BatchNorm1d(3).cumulative(), 12, 3, 4),
        LayerSample.of("batchNorm2d, untracked", LayerSamples::untracked, 12, 3, 2, 2),
        LayerSample.of("batchNorm3d", () -> new BatchNorm3d(2).epsilon(1e-3), 12, 2, 2, 1, 3),
        LayerSample.of("batchNorm3d, plain", LayerSamples::plain, 12, 2, 2, 1, 3),
        LayerSample.of("instanceNorm1d", () -> new InstanceNorm1d(3).withAffine(), 12, 3, 4),
        LayerSample.of("instanceNorm2d", () -> new InstanceNorm2d(3).momentum(0.5), 12, 3, 2, 2),
        LayerSample.of("instanceNorm3d", () -> new InstanceNorm3d(2), 12, 2, 2, 1, 3),
        LayerSample.of("localResponseNorm", LayerSamples::local, 12, 3, 4, 5));
  }

  private static Layer untracked() {
    return new BatchNorm2d(3).withoutRunningStatistics();
  }

  private static Layer plain() {
    return new BatchNorm3d(2).withoutAffine();
  }

  private static Layer local() {
    return Sequential.of(new Conv2d(3, 6, window(2)), x -> x.localResponseNorm(5, 0.5, 0.75, 1));
  }

  private static List<LayerSample> weights() {
    return List.of(
        LayerSample.of("weightNorm", () -> new WeightNorm(new Linear(5, 6)), 12, 5),
        LayerSample.of("weightNorm, whole", LayerSamples::whole, 12, 2, 4, 5),
        LayerSample.of("spectralNorm", () -> new SpectralNorm(new Linear(9, 12)), 12, 9),
        LayerSample.of("spectralNorm, transposed", LayerSamples::spectral, 12, 2, 5),
        LayerSample.of("dropConnect", () -> new DropConnect(new Linear(9, 12), 0.2), 12, 9),
        LayerSample.of("dropConnect, conv2d", LayerSamples::sparser, 12, 2, 4, 5));
  }

  private static Layer whole() {
    return new WeightNorm(new Conv2d(2, 4, window(2))).asWhole();
  }

  private static Layer spectral() {
    return new SpectralNorm(new ConvTranspose1d(2, 4, span(3))).iterations(2);
  }

  private static Layer sparser() {
    return new DropConnect(new Conv2d(2, 4, window(2)), 0.1);
  }

  private static List<LayerSample> dropouts() {
    return List.of(
        LayerSample.of("spatialDropout", () -> new SpatialDropout(0.2), 12, 6, 2),
        LayerSample.of("stochasticDepth", () -> new StochasticDepth(0.2), 12, 8),
        LayerSample.of("alphaDropout", () -> new AlphaDropout(0.05), 12, 12));
  }

  private static List<LayerSample> fitted() {
    var examples = Tensor.normal(Tensor.key(1, 1), TensorType.of(DType.F32, 20, 12));
    return List.of(
        LayerSample.of("scaling", () -> Scaling.robust(examples), 12, 12),
        LayerSample.of("projection", () -> new Projection(12, 11, 3), 12, 12));
  }

  private static List<LayerSample> pooling() {
    return List.of(
        LayerSample.of("stochasticPool2d", () -> new StochasticPool2d(window(2)), 12, 3, 5, 4),
        LayerSample.of("fractionalMaxPool", LayerSamples::fractional, 12, 3, 7, 6));
  }

  private static Layer fractional() {
    return new FractionalMaxPool(List.of(2, 2), List.of(5, 4));
  }

  private static List<LayerSample> combinators() {
    var same = window(3).padding(1);
    return List.of(
        LayerSample.of(
            "parallel, concat",
            () -> Parallel.concat(new Linear(5, 4), Sequential.of(new Linear(5, 3), Tensor::relu)),
            12,
            5),
        LayerSample.of(
            "parallel, sum", () -> Parallel.sum(new Linear(5, 4), new Linear(5, 4)), 12, 5),
        LayerSample.of("residual", () -> new Residual(new Conv2d(3, 3, same)), 12, 3, 4, 3),
        LayerSample.of(
            "residual, shortcut",
            () -> new Residual(new Conv2d(3, 2, same), Conv2d.pointwise(3, 2)),
            12,
            3,
            4,
            3));
  }

  private static List<LayerSample> blocks() {
    return List.of(
        block("convNorm", () -> new ConvNorm(3, 4, window(3)).epsilon(1e-3)),
        block("nin", () -> new NinBlock(3, 6, window(3).padding(1))),
        block("inception v1", LayerSamples::inception),
        block("basicBlock", () -> new BasicBlock(3, 4, 2)),
        block("basicBlock, squeezing", () -> new BasicBlock(3, 3, 1).squeezing(2)),
        block("bottleneck", () -> new Bottleneck(3, 2, 1)),
        block("bottleneck, squeezing", () -> new Bottleneck(3, 2, 2).squeezing(2)),
        block("preActivation, basic", () -> PreActivation.basic(3, 4, 2)),
        block("preActivation, bottleneck", () -> PreActivation.bottleneck(3, 2, 1)),
        block("denseLayer", () -> new DenseLayer(3, 2)),
        block("denseBlock", () -> new DenseBlock(3, 2, 2)),
        block("transition", () -> new Transition(3, 2)),
        block("squeezeExcitation", () -> new SqueezeExcitation(3, 8).gate(Tensor::hardSigmoid)),
        block(
            "invertedResidual",
            () -> new InvertedResidual(3, 3, 6, window(3).padding(1)).squeezing(2)),
        block("channelAttention", () -> new ChannelAttention(3, 4)),
        block("spatialAttention", () -> new SpatialAttention(3)),
        block("cbam", () -> new Cbam(3, 4)));
  }

  /// Blocks of some millions of parameters: too many for differences on the reference. What they
  /// are made of has rows of its own.
  static List<LayerSample> wide() {
    return List.of(
        block("inception a", () -> Inception.a(3, 8)),
        block("inception b", () -> Inception.b(3)),
        block("inception c", () -> Inception.c(3, 8)),
        block("inception d", () -> Inception.d(3)),
        block("inception e", () -> Inception.e(3)));
  }

  /// On pictures of three channels.
  private static LayerSample block(String name, Supplier<Layer> layer) {
    return LayerSample.of(name, layer, 12, 3, 5, 4);
  }

  private static Layer inception() {
    return Inception.v1(3, 2, new Inception.Narrowed(2, 3), new Inception.Narrowed(2, 2), 2);
  }

  private static List<LayerSample> attention() {
    var settings = new MultiheadAttention.Settings(6, 2).dropout(0.1);
    return List.of(
        LayerSample.of("multiheadAttention", () -> new MultiheadAttention(settings), 12, 4, 6),
        LayerSample.of("multiheadAttention, other keys", LayerSamples::crossed, 12, 4, 6));
  }

  /// The first two features of each place are the queries, all are keys and values.
  private static Layer crossed() {
    var settings = new MultiheadAttention.Settings(2, 1).keys(6).values(6).withoutBias();
    return new Crossed(new MultiheadAttention(settings));
  }

  private record Crossed(MultiheadAttention attention) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return attention.forward(x.slice(2, 0, 2), x, x, new Attention().causal());
    }
  }

  private static List<LayerSample> recurrent() {
    return List.of(
        LayerSample.of("rnn", () -> Recurrent.rnn(3, 4), 12, 5, 3),
        LayerSample.of("rnn, relu", () -> Recurrent.of(Kind.RELU, 3, 4), 12, 5, 3),
        LayerSample.of("lstm", () -> Recurrent.lstm(3, 4).layers(2).bidirectional(), 12, 5, 3),
        LayerSample.of(
            "lstm, unrolled", () -> Recurrent.lstm(3, 4).projected(2).peepholes(), 12, 5, 3),
        LayerSample.of("gru, dropout", () -> Recurrent.gru(3, 4).layers(2).dropout(0.2), 12, 5, 3),
        LayerSample.of("mgu, no bias", () -> Recurrent.mgu(3, 4).withoutBias(), 12, 5, 3));
  }
}
