package io.ranvier.bench;

import io.ranvier.backend.cpu.Parallel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Measures [Ceilings], with as many threads as compute.
public final class CeilingBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /// As many as hide the latency of one on two units.
  private static final int CHAINS = 12;

  private static final int ROUNDS = 510;
  private static final int BYTES = 64 << 20;

  /// The best span of time counts, once that many have brought no better: while the code is still
  /// being compiled, or others take part of the machine, it does less than it can.
  private static final int SPANS = 10;

  private static final int MOST_SPANS = 60;

  /// A glance at arithmetic takes so long; one at memory takes a copy by each thread.
  private static final double GLANCE = 0.005;

  private final List<DoubleSupplier> rounds;
  private final List<DoubleSupplier> copies;

  /// Has 128 MB for each thread to copy.
  public CeilingBenchmark() {
    int threads = Parallel.threads();
    rounds = Collections.nCopies(threads, CeilingBenchmark::multiplyAdd);
    copies = Stream.generate(CeilingBenchmark::copy).limit(threads).toList();
  }

  /// The best that is seen in so many seconds each, at least.
  public Ceilings best(double seconds) {
    return ceilings(perSecond(rounds, seconds / SPANS), perSecond(copies, seconds / SPANS));
  }

  /// What the machine does just now, at a glance. Where other programs share its cores, that
  /// changes by the second. To be called after [#best], which waits until the loops are compiled.
  public Ceilings now() {
    return ceilings(callsPerSecond(rounds, GLANCE), callsPerSecond(copies, 0));
  }

  private static Ceilings ceilings(double rounds, double copies) {
    return new Ceilings(2.0 * SPECIES.length() * CHAINS * ROUNDS * rounds, 2.0 * BYTES * copies);
  }

  /// Calls of all threads together in the best of some spans of so many seconds.
  private static double perSecond(List<DoubleSupplier> work, double seconds) {
    double best = 0;
    int since = 0;
    for (int span = 0; span < MOST_SPANS && since < SPANS; span++) {
      double found = callsPerSecond(work, seconds);
      since = found > 1.01 * best ? 0 : since + 1;
      best = Math.max(best, found);
    }
    return best;
  }

  private static double callsPerSecond(List<DoubleSupplier> work, double seconds) {
    var calls = new LongAdder();
    long start = System.nanoTime();
    Parallel.run(
        work.size(),
        Long.MAX_VALUE,
        (task, _) -> {
          // What nobody looks at, nobody need compute.
          double sum = 0;
          do {
            sum += work.get(task).getAsDouble();
            calls.increment();
          } while (System.nanoTime() - start < seconds * 1e9);
          if (Double.isNaN(sum)) throw new ArithmeticException("the sum of numbers is none");
        });
    return calls.sum() * 1e9 / (System.nanoTime() - start);
  }

  private static DoubleSupplier copy() {
    var from = Arena.ofAuto().allocate(BYTES, 64).fill((byte) 1);
    var to = Arena.ofAuto().allocate(BYTES, 64);
    return () -> {
      MemorySegment.copy(from, 0, to, 0, BYTES);
      return to.get(ValueLayout.JAVA_BYTE, 0);
    };
  }

  /// Chains of `a ← a · f + f`, all independent. Three rounds at a time make the method too large
  /// to be compiled as a part of the loop that calls it, where it has been seen to run at half its
  /// rate.
  private static double multiplyAdd() {
    var f = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector a = f;
    FloatVector b = f;
    FloatVector c = f;
    FloatVector d = f;
    FloatVector e = f;
    FloatVector g = f;
    FloatVector h = f;
    FloatVector i = f;
    FloatVector j = f;
    FloatVector k = f;
    FloatVector l = f;
    FloatVector m = f;
    for (int round = 0; round < ROUNDS; round += 3) {
      a = a.fma(f, f);
      b = b.fma(f, f);
      c = c.fma(f, f);
      d = d.fma(f, f);
      e = e.fma(f, f);
      g = g.fma(f, f);
      h = h.fma(f, f);
      i = i.fma(f, f);
      j = j.fma(f, f);
      k = k.fma(f, f);
      l = l.fma(f, f);
      m = m.fma(f, f);
      a = a.fma(f, f);
      b = b.fma(f, f);
      c = c.fma(f, f);
      d = d.fma(f, f);
      e = e.fma(f, f);
      g = g.fma(f, f);
      h = h.fma(f, f);
      i = i.fma(f, f);
      j = j.fma(f, f);
      k = k.fma(f, f);
      l = l.fma(f, f);
      m = m.fma(f, f);
      a = a.fma(f, f);
      b = b.fma(f, f);
      c = c.fma(f, f);
      d = d.fma(f, f);
      e = e.fma(f, f);
      g = g.fma(f, f);
      h = h.fma(f, f);
      i = i.fma(f, f);
      j = j.fma(f, f);
      k = k.fma(f, f);
      l = l.fma(f, f);
      m = m.fma(f, f);
    }
    var sum = a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).add(l).add(m);
    return sum.lane(0);
  }
}
