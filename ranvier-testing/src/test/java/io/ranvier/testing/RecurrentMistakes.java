package io.ranvier.testing;

import io.ranvier.nn.Recurrent;
import io.ranvier.nn.RecurrentCell;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of recurrent networks.
final class RecurrentMistakes {
  private static final Tensor MATRIX = Tensor.ones(2, 3);

  private RecurrentMistakes() {}

  static List<Mistake> all() {
    return Stream.of(recurrent(), runs()).flatMap(List::stream).toList();
  }

  private static List<Mistake> recurrent() {
    var lstm = Recurrent.lstm(3, 4);
    return List.of(
        new Mistake(
            "Recurrent.lstm",
            () -> Recurrent.lstm(0, 4),
            "lstm: 0 features to a state of 4; both start at 1"),
        new Mistake(
            "Recurrent.gru",
            () -> Recurrent.gru(3, -1),
            "gru: 3 features to a state of -1; both start at 1"),
        new Mistake("Recurrent.mgu", () -> Recurrent.mgu(3, 0), "mgu: 3 features to a state of 0"),
        new Mistake("Recurrent.rnn", () -> Recurrent.rnn(-3, 2), "tanh: -3 features to a state"),
        new Mistake(
            "Recurrent.of", () -> Recurrent.of(Kind.RELU, 0, 2), "relu: 0 features to a state"),
        new Mistake(
            "Recurrent.layers", () -> lstm.layers(0), "recurrent: 0 layers: wants at least 1"),
        new Mistake(
            "Recurrent.dropout",
            () -> lstm.dropout(1),
            "dropout: the rate is 1.0, and must be in [0, 1)"),
        new Mistake(
            "Recurrent.projected",
            () -> lstm.projected(4),
            "lstm: a projection to 4 features of a state of 4: wants at least 1, and fewer"),
        new Mistake(
            "Recurrent.projected",
            () -> Recurrent.gru(3, 4).projected(2),
            "gru: projections and peepholes belong to a long short-term memory"),
        new Mistake(
            "Recurrent.peepholes",
            () -> Recurrent.mgu(3, 4).peepholes(),
            "mgu: projections and peepholes belong to a long short-term memory"),
        new Mistake(
            "Recurrent.bidirectional",
            () -> new Recurrent(lstm.cells(), 2, lstm.dropout()),
            "recurrent: 1 cells in 2 directions: wants 1 or 2 directions, and a cell for each"),
        new Mistake(
            "RecurrentCell",
            () -> new RecurrentCell(Kind.GRU, 3, 4).step(MATRIX, List.of()),
            "gru: has 1 states, got 0"),
        new Mistake(
            "RecurrentCell",
            () -> new RecurrentCell(Kind.GRU, 4, 4).step(MATRIX, List.of(Tensor.zeros(2, 4))),
            "gru: wants steps of 4 features, got f32[1, 2, 3]"));
  }

  private static List<Mistake> runs() {
    var lstm = Recurrent.lstm(3, 4);
    var x = Tensor.zeros(2, 5, 3);
    var state = Tensor.zeros(1, 2, 4);
    return List.of(
        new Mistake(
            "Recurrent",
            () -> lstm.forward(MATRIX),
            "recurrent: wants x: [n, t, 3] with at least one step, got f32[2, 3]"),
        new Mistake(
            "Recurrent",
            () -> lstm.forward(Tensor.zeros(2, 0, 3)),
            "recurrent: wants x: [n, t, 3] with at least one step, got f32[2, 0, 3]"),
        new Mistake(
            "Recurrent",
            () -> lstm.forward(Tensor.zeros(2, 5, 4)),
            "recurrent: wants x: [n, t, 3] with at least one step, got f32[2, 5, 4]"),
        new Mistake(
            "Recurrent.run",
            () -> lstm.run(x, List.of(), 5),
            "recurrent: 1 lengths for 2 examples"),
        new Mistake(
            "Recurrent.run",
            () -> lstm.run(x, List.of(), 5, 6),
            "recurrent: lengths [5, 6]: each must be in [1, 5], the steps of the input"),
        new Mistake(
            "Recurrent.run", () -> lstm.run(x, List.of(), 0, 5), "recurrent: lengths [0, 5]"),
        new Mistake(
            "Recurrent.run",
            () -> lstm.run(x, List.of(state)),
            "recurrent: 1 states: wants 2, or none"),
        new Mistake(
            "Recurrent.run",
            () -> lstm.run(x, List.of(state, Tensor.zeros(1, 3, 4))),
            "recurrent: state 1 is [1, 3, 4], and must be [1, 2, 4]"));
  }
}
