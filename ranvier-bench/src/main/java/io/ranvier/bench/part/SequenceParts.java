package io.ranvier.bench.part;

import io.ranvier.nn.MultiheadAttention;
import io.ranvier.nn.Recurrent;
import io.ranvier.nn.RecurrentCell;
import io.ranvier.nn.block.Cbam;
import io.ranvier.nn.block.ChannelAttention;
import io.ranvier.nn.block.SpatialAttention;
import io.ranvier.nn.block.SqueezeExcitation;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Attention;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What looks at sequences: recurrent networks and attention.
final class SequenceParts {
  private static final int HEADS = 8;

  private SequenceParts() {}

  static List<Part> recurrent(Sizes s) {
    int n = s.hidden();
    var x = s.sequences();
    return Stream.of(
            Part.layer("Recurrent.rnn", "", () -> Recurrent.rnn(n, n), x),
            Part.layer("Recurrent.of", "ReLU", () -> Recurrent.of(Kind.RELU, n, n), x),
            Part.layer("Recurrent.lstm", "", () -> Recurrent.lstm(n, n), x),
            Part.layer("Recurrent.peepholes", "", () -> Recurrent.lstm(n, n).peepholes(), x),
            Part.layer(
                "Recurrent.projected",
                "to " + n / 2,
                () -> Recurrent.lstm(n, n).projected(n / 2),
                x),
            Part.layer("Recurrent.gru", "", () -> Recurrent.gru(n, n), x),
            Part.layer("Recurrent.mgu", "", () -> Recurrent.mgu(n, n), x),
            Part.of(
                "RecurrentCell",
                "LSTM",
                () ->
                    new Recurrent(List.of(new RecurrentCell(Kind.LSTM, n, n)), 1, Optional.empty()),
                (model, in) -> {
                  var cell = model.cells().getFirst();
                  return cell.step(in.getFirst(), cell.zeros(s.rows())).getFirst();
                },
                List.of(Input.normal(s.rows(), n))))
        .map(Part::multiplying)
        .toList();
  }

  static List<Part> attention(Sizes s) {
    int n = s.hidden();
    int c = s.channels();
    int squeezed = Math.max(c / 16, 1);
    var heads = Input.normal(s.batch(), HEADS, 2 * s.steps(), n / HEADS);
    var each = List.of(heads, heads, heads);
    return List.of(
        Part.function(
                "Tensor.scaledDotProductAttention",
                "",
                x -> x.get(0).scaledDotProductAttention(x.get(1), x.get(2)),
                each)
            .multiplying(),
        Part.function(
                "Attention",
                "causal",
                x -> new Attention().causal().of(x.get(0), x.get(1), x.get(2)),
                each)
            .multiplying(),
        Part.layer(
                "MultiheadAttention",
                HEADS + " heads",
                () -> new MultiheadAttention(n, HEADS),
                s.sequences())
            .multiplying(),
        Part.layer("SqueezeExcitation", "", () -> new SqueezeExcitation(c, squeezed), s.pictures()),
        Part.layer("ChannelAttention", "", () -> new ChannelAttention(c, squeezed), s.pictures()),
        Part.layer("SpatialAttention", "", SpatialAttention::new, s.pictures()).multiplying(),
        Part.layer("Cbam", "", () -> new Cbam(c, squeezed), s.pictures()).multiplying());
  }
}
