package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.util.List;

/// A kernel whose operands come in other layouts than it can work on: it runs on copies of them in
/// the workspace.
final class StagedKernel implements Kernel {
  private final Kernel kernel;
  private final Stage[] inputs;
  private final Stage[] outputs;
  private final long scratch;
  private final long workspaceBytes;

  /// A copy between an operand and its place in the workspace; none if the operand fits.
  private record Stage(boolean needed, Kernel copy, long start, long size) {}

  /// @param kernel works on `in` and `out`
  /// @param given what it is given in place of `in`
  /// @param wanted what is wanted in place of `out`
  StagedKernel(
      Kernel kernel,
      List<Operand> given,
      List<Operand> in,
      List<Operand> wanted,
      List<Operand> out) {
    this.kernel = kernel;
    inputs = new Stage[in.size()];
    outputs = new Stage[out.size()];
    long end = 0;
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = stage(given.get(i), in.get(i), CopyKernel.same(given.get(i), in.get(i)), end);
      end += inputs[i].size;
    }
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] =
          stage(wanted.get(i), out.get(i), CopyKernel.same(out.get(i), wanted.get(i)), end);
      end += outputs[i].size;
    }
    scratch = end;
    workspaceBytes = end + kernel.workspaceBytes();
  }

  private static Stage stage(Operand outside, Operand inside, Kernel copy, long start) {
    boolean needed = !outside.layout().equals(inside.layout());
    long bytes = inside.layout().extent(inside.shape()) * inside.dtype().byteSize();
    return new Stage(needed, copy, start, needed ? (bytes + 63) / 64 * 64 : 0);
  }

  @Override
  public void run(Buffer[] given, Buffer[] wanted, Buffer workspace) {
    var in = given.clone();
    var out = wanted.clone();
    for (int i = 0; i < in.length; i++) {
      if (!inputs[i].needed) continue;
      in[i] = workspace.slice(inputs[i].start, inputs[i].size);
      copy(inputs[i], given[i], in[i], workspace);
    }
    for (int i = 0; i < out.length; i++) {
      if (outputs[i].needed) out[i] = workspace.slice(outputs[i].start, outputs[i].size);
    }
    kernel.run(in, out, workspace.slice(scratch, workspace.byteSize() - scratch));
    for (int i = 0; i < out.length; i++) {
      if (outputs[i].needed) copy(outputs[i], out[i], wanted[i], workspace);
    }
  }

  private static void copy(Stage stage, Buffer from, Buffer to, Buffer workspace) {
    stage.copy.run(new Buffer[] {from}, new Buffer[] {to}, workspace);
  }

  @Override
  public long workspaceBytes() {
    return workspaceBytes;
  }

  @Override
  public String describe() {
    return kernel.describe() + ", relaid";
  }

  @Override
  public long flops() {
    return kernel.flops();
  }
}
