package io.ranvier.backend.reference;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.op.Op;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A [Loop] for operands that are known.
record LoopKernel(Op op, List<Operand> inputs, List<Operand> outputs, Loop loop) implements Kernel {

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var in = views(this.inputs, inputs);
    var out = views(this.outputs, outputs);
    if (loop.wide()) {
      var sums = new View(wide(), memory(workspace));
      loop.body().run(in, new View[] {sums});
      Movement.copy(sums, out[0]);
    } else {
      loop.body().run(in, out);
    }
  }

  @Override
  public long workspaceBytes() {
    return loop.wide() ? wide().type().byteSize() : 0;
  }

  @Override
  public String describe() {
    return "reference " + op;
  }

  private Operand wide() {
    var type = outputs.getFirst().type();
    return Operand.rowMajor(
        new TensorType(type.dtype().isFloating() ? DType.F64 : DType.I64, type.shape()));
  }

  private static View[] views(List<Operand> operands, Buffer[] buffers) {
    var views = new View[buffers.length];
    for (int i = 0; i < views.length; i++) views[i] = new View(operands.get(i), memory(buffers[i]));
    return views;
  }

  private static MemorySegment memory(Buffer buffer) {
    if (buffer instanceof HostBuffer host) return host.segment();
    throw new IllegalArgumentException("the reference backend reads host memory, not " + buffer);
  }
}
