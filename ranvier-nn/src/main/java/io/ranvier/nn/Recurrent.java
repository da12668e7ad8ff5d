package io.ranvier.nn;

import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// A recurrent network over sequences: `x: [n, t, in]` to `y: [n, t, directions · hidden]`, the
/// states `h` of the last layer at each step. Layers are stacked, each in one direction or in both
/// (Schuster and Paliwal, 1997), whose outputs lie side by side.
///
///     var lstm = Recurrent.lstm(65, 512).layers(2).dropout(0.5);
///     Tensor y = lstm.forward(x);
///
///     var run = lstm.run(x, states);          // goes on where an earlier run ended
///     states = run.states();
///
/// The products with the inputs of all steps are one product; what follows at each step runs as one
/// operation, with a gradient of its own, for each kind but the long short-term memory with
/// peepholes or projections, which is unrolled.
///
/// Parameters are called as in PyTorch: `weight_ih_l0`, `bias_hh_l1_reverse`, `weight_hr_l0`. Unlike
/// there, examples always come first, as in every other layer.
///
/// @param cells those of the first layer, forward and then backward, and so on
/// @param directions 1, or 2 where a second cell of each layer goes from the last step to the first
/// @param dropout of the outputs of all layers but the last, or nothing
public record Recurrent(List<RecurrentCell> cells, int directions, Optional<Dropout> dropout)
    implements Layer {

  /// @param output `[n, t, directions · hidden]`; zeros behind the end of a shorter example
  /// @param states after the last step of each example, each `[layers · directions, n, hidden]`:
  ///   `h`, and for a long short-term memory `c`
  public record Run(Tensor output, List<Tensor> states) {}

  public Recurrent {
    cells = List.copyOf(cells);
    if (directions < 1 || directions > 2 || cells.isEmpty() || cells.size() % directions != 0) {
      throw new IllegalArgumentException(
          "recurrent: %d cells in %d directions: wants 1 or 2 directions, and a cell for each of every layer"
              .formatted(cells.size(), directions));
    }
    for (int i = directions; i < cells.size(); i++) {
      int features = directions * cells.getFirst().size();
      if (cells.get(i).in() == features) continue;
      throw new IllegalArgumentException(
          "recurrent: a cell of layer %d reads %d features, but the layer below has %d"
              .formatted(i / directions, cells.get(i).in(), features));
    }
  }

  /// One layer in one direction.
  public static Recurrent of(Kind kind, int in, int hidden) {
    return new Recurrent(List.of(new RecurrentCell(kind, in, hidden)), 1, Optional.empty());
  }

  /// A simple recurrent network with `tanh`; with `max(·, 0)` it is `of(Kind.RELU, …)`.
  public static Recurrent rnn(int in, int hidden) {
    return of(Kind.TANH, in, hidden);
  }

  /// A long short-term memory.
  public static Recurrent lstm(int in, int hidden) {
    return of(Kind.LSTM, in, hidden);
  }

  /// A gated recurrent unit.
  public static Recurrent gru(int in, int hidden) {
    return of(Kind.GRU, in, hidden);
  }

  /// A minimal gated unit.
  public static Recurrent mgu(int in, int hidden) {
    return of(Kind.MGU, in, hidden);
  }

  /// With this many layers.
  public Recurrent layers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("recurrent: %d layers: wants at least 1".formatted(count));
    }
    return stacked(count, directions);
  }

  /// With a cell of its own in each layer that goes from the last step to the first.
  public Recurrent bidirectional() {
    return stacked(layers(), 2);
  }

  /// New cells like the first one.
  private Recurrent stacked(int layers, int directions) {
    var first = cells.getFirst();
    var made = new ArrayList<RecurrentCell>();
    for (int i = 0; i < layers * directions; i++) {
      int in = i < directions ? first.in() : directions * first.size();
      made.add(like(first, in));
    }
    return new Recurrent(made, directions, dropout);
  }

  private static RecurrentCell like(RecurrentCell cell, int in) {
    var made = new RecurrentCell(cell.kind(), in, cell.hidden());
    if (cell.biasIh().isEmpty()) made = made.withoutBias();
    if (cell.weightHr().isPresent()) made = made.projected(cell.size());
    return cell.weightPeephole().isPresent() ? made.peepholes() : made;
  }

  public Recurrent withoutBias() {
    return each(RecurrentCell::withoutBias);
  }

  /// With gates that see `c`: see [RecurrentCell].
  public Recurrent peepholes() {
    return each(RecurrentCell::peepholes);
  }

  /// With `h` projected to `size` features: see [RecurrentCell].
  public Recurrent projected(int size) {
    var first = new Recurrent(List.of(cells.getFirst().projected(size)), 1, dropout);
    return first.stacked(layers(), directions);
  }

  private Recurrent each(UnaryOperator<RecurrentCell> change) {
    return new Recurrent(cells.stream().map(change).toList(), directions, dropout);
  }

  /// In training, the outputs of all layers but the last are dropped at this rate.
  public Recurrent dropout(double rate) {
    return new Recurrent(cells, directions, Optional.of(new Dropout(rate)));
  }

  private int layers() {
    return cells.size() / directions;
  }

  /// The cells, by what their parameters' names end in: `_l0`, `_l0_reverse`, `_l1`, ….
  SequencedMap<String, RecurrentCell> suffixes() {
    var suffixes = new LinkedHashMap<String, RecurrentCell>();
    for (int i = 0; i < cells.size(); i++) {
      var end = i % directions == 1 ? "_reverse" : "";
      suffixes.put("_l" + i / directions + end, cells.get(i));
    }
    return suffixes;
  }

  @Override
  public Tensor forward(Tensor x) {
    return run(x, List.of()).output();
  }

  /// Runs over `x`.
  ///
  /// @param states before the first step, as [Run#states] has them; none for zeros
  /// @param lengths how many steps each example has, in any order; none where all have `t`. What is
  ///   behind them has no influence
  public Run run(Tensor x, List<Tensor> states, int... lengths) {
    int in = cells.getFirst().in();
    if (x.shape().rank() != 3 || x.shape().dim(2) != in || x.shape().dim(1) < 1) {
      throw new ShapeException(
          "recurrent: wants x: [n, t, %d] with at least one step, got %s".formatted(in, x.type()));
    }
    int examples = x.shape().dim(0);
    if (lengths.length != 0 && lengths.length != examples) {
      throw new IllegalArgumentException(
          "recurrent: %d lengths for %d examples".formatted(lengths.length, examples));
    }
    var ends =
        lengths.length == 0
            ? Optional.<Lengths>empty()
            : Optional.of(new Lengths(x.shape().dim(1), lengths.clone()));
    var before = starts(states, examples);
    var last = new ArrayList<List<Tensor>>();
    var y = x.transpose(1, 0, 2);
    y = ends.isPresent() ? ends.get().masked(y) : y;
    for (int layer = 0; layer < layers(); layer++) {
      if (layer > 0 && dropout.isPresent()) y = dropout.get().forward(y);
      var sides = new ArrayList<Tensor>();
      for (int side = 0; side < directions; side++) {
        int i = layer * directions + side;
        var made = new Pass(cells.get(i), side == 1, ends).run(y, before.get(i));
        sides.add(made.output);
        last.add(made.states);
      }
      y = Tensor.concat(sides, 2);
    }
    return new Run(y.transpose(1, 0, 2), stacked(last));
  }

  /// The states of each cell before the first step.
  private List<List<Tensor>> starts(List<Tensor> states, int examples) {
    var first = cells.getFirst();
    if (states.isEmpty()) return Collections.nCopies(cells.size(), first.zeros(examples));
    if (states.size() != first.kind().states()) {
      throw new IllegalArgumentException(
          "recurrent: %d states: wants %d, or none"
              .formatted(states.size(), first.kind().states()));
    }
    for (int i = 0; i < states.size(); i++) {
      int size = i == 0 ? first.size() : first.hidden();
      var wanted = Shape.of(cells.size(), examples, size);
      if (states.get(i).shape().equals(wanted)) continue;
      throw new ShapeException(
          "recurrent: state %d is %s, and must be %s: [layers · directions, n, features]"
              .formatted(i, states.get(i).shape(), wanted));
    }
    var starts = new ArrayList<List<Tensor>>();
    for (int cell = 0; cell < cells.size(); cell++) {
      int at = cell;
      starts.add(states.stream().map(state -> state.slice(0, at, 1).squeeze(0)).toList());
    }
    return starts;
  }

  /// Each state of all cells, one above the other.
  private static List<Tensor> stacked(List<List<Tensor>> cells) {
    var states = new ArrayList<Tensor>();
    for (int i = 0; i < cells.getFirst().size(); i++) {
      int state = i;
      var parts = cells.stream().map(cell -> cell.get(state).unsqueeze(0)).toList();
      states.add(Tensor.concat(parts, 0));
    }
    return states;
  }

  /// One cell over one sequence.
  private record Pass(RecurrentCell cell, boolean reverse, Optional<Lengths> ends) {

    /// @param x `[t, n, features]`
    Run run(Tensor x, List<Tensor> states) {
      if (ends.isEmpty()) {
        var made = cell.run(x, states, reverse);
        int end = reverse ? 0 : x.shape().dim(0) - 1;
        var last = made.stream().map(y -> y.slice(0, end, 1).squeeze(0)).toList();
        return new Run(made.getFirst(), last);
      }
      var lengths = ends.get();
      var made = cell.run(reverse ? lengths.reversed(x) : x, states, false);
      var last = made.stream().map(lengths::last).toList();
      var y = lengths.masked(made.getFirst());
      return new Run(reverse ? lengths.reversed(y) : y, last);
    }
  }
}
