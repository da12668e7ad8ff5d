package io.ranvier.bench.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The kernels of the CPU backend, one by one, with all threads. A picture's shape is pictures ×
/// height × width × channels, and for a convolution then the channels that come out.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class KernelBenchmark {

  /// What [KernelCase] reads.
  @Param({
    "gemm 256x256x256",
    "gemm 512x512x512",
    "gemm 1024x1024x1024",
    "gemm 2048x2048x2048",
    "gemm 8x4096x4096",
    "gemm 64x120x400",
    "gemm 4096x64x64",
    "gemm 64x4096x64",
    "conv 7x7 stride 2 8x224x224x3x64",
    "conv 3x3 8x56x56x64x64",
    "conv 3x3 8x14x14x256x256",
    "conv 3x3 input gradient 8x56x56x64x64",
    "conv 3x3 kernel gradient 8x56x56x64x64",
    "conv 3x3 stride 2 8x56x56x128x128",
    "conv 3x3 stride 2 input gradient 8x56x56x128x128",
    "conv 3x3 stride 2 kernel gradient 8x56x56x128x128",
    "conv 1x1 8x28x28x512x128",
    "conv 1x1 input gradient 8x28x28x512x128",
    "conv 1x1 kernel gradient 8x28x28x512x128",
    "batch norm moments 8x56x56x64",
    "batch norm scale, shift, relu 8x56x56x64",
    "max pool 3x3 stride 2 8x112x112x64",
    "max pool 2x2 stride 2 8x112x112x64",
    "avg pool 2x2 stride 2 8x56x56x128",
    "cross entropy 64x1000",
    "add, relu 1605632",
    "sgd with momentum 2359296"
  })
  public String kernel = "";

  private Runnable run = () -> {};

  @Setup
  public void make() {
    run = KernelCase.of(kernel)::run;
  }

  @Benchmark
  public void run() {
    run.run();
  }
}
