package io.ranvier.optim;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// A search over the weights of a model that needs no gradient and leaves local minima
/// (Kirkpatrick, Gelatt and Vecchi, 1983, "Optimization by simulated annealing"). Each step moves
/// all weights a little, by normal numbers with deviation `size`, and keeps the move
///
/// - if the loss falls by it, or
/// - with probability `exp(−ΔE / T)` if it rises by `ΔE` (Metropolis et al., 1953),
///
/// where the temperature `T` starts at `temperature` and is multiplied by `cooling` after each step.
/// After `patience` steps without a new best, the search begins anew from the best weights found,
/// at the first temperature. In the end the model has the best weights.
///
///     double loss = new SimulatedAnnealing(0.1, 1).run(model, () -> mse(model.forward(x), y), 2000);
///
/// @param size deviation of a move, above 0
/// @param temperature the first one, in units of the loss, 0 or more; at 0 no move may do harm
/// @param cooling in `(0, 1]`
/// @param patience at least 1
/// @param seed the same seed finds the same weights
public record SimulatedAnnealing(
    double size, double temperature, double cooling, int patience, long seed) {

  public SimulatedAnnealing {
    Settings.positive("annealing", "size", size);
    Settings.notNegative("annealing", "temperature", temperature);
    if (!(cooling > 0 && cooling <= 1)) {
      throw new IllegalArgumentException(
          "annealing: cooling is %s, and must be in (0, 1]".formatted(cooling));
    }
    Settings.atLeast("annealing", "patience", patience, 1);
  }

  /// Cools by 0.995 a step, and never begins anew.
  public SimulatedAnnealing(double size, double temperature) {
    this(size, temperature, 0.995, Integer.MAX_VALUE, 0);
  }

  public SimulatedAnnealing cooling(double factor) {
    return new SimulatedAnnealing(size, temperature, factor, patience, seed);
  }

  /// With new beginnings after so many steps without a new best.
  public SimulatedAnnealing restarts(int patience) {
    return new SimulatedAnnealing(size, temperature, cooling, patience, seed);
  }

  public SimulatedAnnealing seed(long seed) {
    return new SimulatedAnnealing(size, temperature, cooling, patience, seed);
  }

  /// How a search went.
  ///
  /// @param loss of the best weights, which the model has now
  /// @param accepted how many moves were kept
  /// @param restarts how often it began anew
  public record Result(double loss, int accepted, int restarts) {}

  /// Searches for `steps` moves.
  ///
  /// @param loss builds the loss of the model as it is when asked
  /// @throws IllegalArgumentException if `model` has no parameters, or the loss at its weights is
  ///   not a number
  public Result run(Layer model, Supplier<Tensor> loss, int steps) {
    return new Search(this, model, loss).run(steps);
  }

  private static final class Search {
    private final SimulatedAnnealing settings;
    private final Supplier<Tensor> loss;
    private final List<Parameter> parameters;
    private final SplittableRandom random;
    private int draws;

    Search(SimulatedAnnealing settings, Layer model, Supplier<Tensor> loss) {
      this.settings = settings;
      this.loss = loss;
      parameters = Settings.parameters("annealing", model);
      random = new SplittableRandom(settings.seed);
    }

    Result run(int steps) {
      var here = weights();
      var best = here;
      double energy = loss.get().item();
      if (Double.isNaN(energy)) {
        throw new IllegalArgumentException("annealing: the loss at the first weights is NaN");
      }
      double lowest = energy;
      double temperature = settings.temperature;
      int accepted = 0;
      int restarts = 0;
      int since = 0;
      for (int step = 0; step < steps; step++, temperature *= settings.cooling, since++) {
        if (since >= settings.patience) {
          here = best;
          energy = lowest;
          temperature = settings.temperature;
          since = 0;
          restarts++;
        }
        var there = moved(here);
        load(there);
        double reached = loss.get().item();
        if (!accepts(reached - energy, temperature)) continue;
        accepted++;
        here = there;
        energy = reached;
        if (energy >= lowest) continue;
        lowest = energy;
        best = here;
        since = 0;
      }
      load(best);
      return new Result(lowest, accepted, restarts);
    }

    /// A loss that is no number is never accepted.
    private boolean accepts(double rise, double temperature) {
      if (rise <= 0) return true;
      return temperature > 0 && random.nextDouble() < Math.exp(-rise / temperature);
    }

    private List<byte[]> weights() {
      return parameters.stream().map(p -> p.value().toBytes()).toList();
    }

    /// `weights`, and normal numbers of the wanted deviation on top.
    private List<byte[]> moved(List<byte[]> weights) {
      var moved = new ArrayList<Tensor>();
      for (int i = 0; i < parameters.size(); i++) {
        TensorType type = parameters.get(i).type();
        var noise = Tensor.normal(Tensor.key(settings.seed, draws++), type).mul(settings.size);
        moved.add(Tensor.of(type, MemorySegment.ofArray(weights.get(i))).add(noise));
      }
      Tensor.eval(moved);
      return moved.stream().map(Tensor::toBytes).toList();
    }

    private void load(List<byte[]> weights) {
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).variable().load(MemorySegment.ofArray(weights.get(i)));
      }
    }
  }
}
