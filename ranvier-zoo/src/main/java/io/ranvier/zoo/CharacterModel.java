package io.ranvier.zoo;

import io.ranvier.nn.Embedding;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Recurrent;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import java.util.List;

/// A language model over characters (Sutskever, Martens and Hinton, 2011, "Generating text with
/// recurrent neural networks"; Graves, 2013): an embedding, recurrent layers and a linear layer say
/// which character comes next. `x: i32[n, t]` to logits `[n · t, characters]`, one row for each
/// place of each example.
public final class CharacterModel implements Layer {
  private static final int EMBEDDED = 64;

  private final Embedding embedding;
  private final Recurrent recurrent;
  private final Linear head;

  /// Two layers of 512, as in the benchmarks.
  public CharacterModel(Kind kind, int characters) {
    this(characters, Recurrent.of(kind, EMBEDDED, 512).layers(2));
  }

  /// @param recurrent in one direction: what comes next must not be known. It reads 64 features
  public CharacterModel(int characters, Recurrent recurrent) {
    if (recurrent.directions() != 1) {
      throw new IllegalArgumentException(
          "character model: a network in both directions knows what comes next");
    }
    embedding = new Embedding(characters, EMBEDDED);
    this.recurrent = recurrent;
    int size = recurrent.cells().getLast().weightHh().type().dim(1);
    head = new Linear(size, characters);
  }

  /// What a [CharacterModel] reads of a character.
  public static int embedded() {
    return EMBEDDED;
  }

  @Override
  public Tensor forward(Tensor x) {
    return run(x, List.of()).output();
  }

  /// Goes on from `states`, which an earlier run left, or begins anew where there are none.
  public Recurrent.Run run(Tensor x, List<Tensor> states) {
    var run = recurrent.run(embedding.forward(x), states);
    var y = run.output();
    return new Recurrent.Run(head.forward(y.reshape(-1, y.shape().dim(2))), run.states());
  }
}
