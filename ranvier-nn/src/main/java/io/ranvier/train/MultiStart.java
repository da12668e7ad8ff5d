package io.ranvier.train;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Training from several beginnings, of which the best is kept: the plainest way out of a local
/// minimum (Rinnooy Kan and Timmer, 1987, "Stochastic global optimization methods").
///
///     var best = new MultiStart(8, 1).train(Net::new, net -> {
///       … // trains net
///       return loss;
///     });
///
/// The result depends on the seed alone, not on how many run at a time.
///
/// @param starts how many, at least 1
/// @param seed of the first; each further one takes the next number
/// @param threads how many run at a time, at least 1
public record MultiStart(int starts, long seed, int threads) {

  /// A model that was trained, and how well: the lower, the better.
  ///
  /// @param start which beginning it came from, from 0
  /// @param scores of all beginnings; NaN where a training diverged
  public record Best<M extends Layer>(M model, int start, List<Double> scores) {
    public Best {
      scores = List.copyOf(scores);
    }

    /// The score of the model.
    public double score() {
      return scores.get(start);
    }
  }

  public MultiStart {
    if (starts < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "multi-start: %d starts on %d threads; both begin at 1".formatted(starts, threads));
    }
  }

  /// As many at a time as there are processors.
  public MultiStart(int starts, long seed) {
    this(starts, seed, Runtime.getRuntime().availableProcessors());
  }

  /// Makes and trains all models, and keeps the one with the lowest score; of equal ones the first.
  ///
  /// @param model makes one; its initial values come from the seed of its start
  /// @param training trains a model and says how well it does; may run on several threads at once
  /// @throws IllegalStateException if no score is a number, or a training fails
  public <M extends Layer> Best<M> train(Supplier<M> model, ToDoubleFunction<M> training) {
    var tried = new ArrayList<Future<Tried<M>>>();
    try (var pool = Executors.newFixedThreadPool(Math.min(threads, starts))) {
      for (int start = 0; start < starts; start++) {
        long own = seed + start;
        tried.add(pool.submit(() -> Seed.seeded(own, () -> one(model, training))));
      }
    }
    var scores = new ArrayList<Double>();
    int best = -1;
    for (int start = 0; start < starts; start++) {
      double score = result(tried.get(start)).score;
      scores.add(score);
      if (!Double.isNaN(score) && (best < 0 || score < scores.get(best))) best = start;
    }
    if (best < 0) {
      throw new IllegalStateException(
          "multi-start: none of %d scores is a number".formatted(starts));
    }
    return new Best<>(result(tried.get(best)).model, best, scores);
  }

  private record Tried<M extends Layer>(M model, double score) {}

  private static <M extends Layer> Tried<M> one(Supplier<M> model, ToDoubleFunction<M> training) {
    var made = model.get();
    return new Tried<>(made, training.applyAsDouble(made));
  }

  private static <M extends Layer> Tried<M> result(Future<Tried<M>> tried) {
    try {
      return tried.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("multi-start: a training failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("multi-start: interrupted", e);
    }
  }
}
