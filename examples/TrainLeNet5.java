import static io.ranvier.nn.Losses.crossEntropy;
import static io.ranvier.nn.Mode.training;
import static io.ranvier.type.DType.F32;

import io.ranvier.data.Batches;
import io.ranvier.data.Order;
import io.ranvier.data.digits.DrawnDigits;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.zoo.LeNet5;

/// Teaches LeNet-5 to read digits that are drawn on the spot: the whole of training, without a
/// `Trainer`.
void main() {
  var digits = DrawnDigits.dataset(6_000, 1_000, 1);
  var model = new LeNet5();
  var optimizer = new Optimizer(model, new Sgd(0.05).momentum(0.9));
  var test = new Batches(digits.test(), digits.normalisation(), 1_000, new Order.Stored());
  for (int epoch = 1; epoch <= 3; epoch++) {
    var order = new Order.Shuffled(1, epoch);
    for (var batch : new Batches(digits.train(), digits.normalisation(), 64, order)) {
      optimizer.minimize(
          training(() -> crossEntropy(model.forward(batch.input()), batch.target())));
    }
    var all = test.iterator().next();
    var hits = model.forward(all.input()).argMax(1).equal(all.target()).cast(F32);
    IO.println("epoch %d: accuracy %.1f %%".formatted(epoch, 100 * hits.mean().item()));
  }
}
