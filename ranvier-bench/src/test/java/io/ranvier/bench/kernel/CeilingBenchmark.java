package io.ranvier.bench.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the machine can do at best: fused multiply-adds in registers, and copies of memory that no
/// cache holds. Each JMH thread does it on its own.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CeilingBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /// As many as hide the latency of one on two units.
  private static final int CHAINS = 12;

  private static final int ROUNDS = 4096;
  static final int BYTES = 64 << 20;

  private float factor = 0.999f;
  private final MemorySegment from = Arena.ofAuto().allocate(BYTES, 64);
  private final MemorySegment to = Arena.ofAuto().allocate(BYTES, 64);

  /// Additions and multiplications that one [#multiplyAdd] performs.
  static long flops() {
    return 2L * SPECIES.length() * CHAINS * ROUNDS;
  }

  /// Chains of `a ← a · f + f`, all independent.
  @Benchmark
  public float multiplyAdd() {
    var f = FloatVector.broadcast(SPECIES, factor);
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
    for (int round = 0; round < ROUNDS; round++) {
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

  /// Reads and writes [#BYTES] each.
  @Benchmark
  public MemorySegment copy() {
    return to.copyFrom(from);
  }
}
