package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Packed;
import java.lang.foreign.MemorySegment;

/// The two halves of a product or a convolution whose second input is packed before it computes.
final class CutKernel {
  private CutKernel() {}

  /// What is done first.
  interface Pack {
    /// @param from the second input
    /// @param to where its packed form goes
    void run(MemorySegment from, MemorySegment to, MemorySegment workspace);
  }

  /// What is done then.
  interface Rest {
    /// @param first the first input
    /// @param packed what [Pack] made of the second
    void run(Buffer first, MemorySegment packed, Buffer output, MemorySegment w, Epilogue epilogue);
  }

  /// Scratch of either half, and the length of the packed form.
  record Bytes(long packed, long packing, long rest) {}

  /// @param form see [Packed#form]
  static Packed of(BlockKernel whole, Object form, Bytes bytes, Pack pack, Rest rest) {
    return new Packed(
        1, form, bytes.packed, new First(whole, bytes, pack), new Second(whole, bytes, rest));
  }

  private record First(BlockKernel whole, Bytes bytes, Pack pack) implements Kernel {
    @Override
    public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
      pack.run(Memory.of(inputs[0]), Memory.of(outputs[0]), Memory.of(workspace));
    }

    @Override
    public long workspaceBytes() {
      return bytes.packing;
    }

    @Override
    public String describe() {
      return "pack for " + whole.describe();
    }
  }

  private record Second(BlockKernel whole, Bytes bytes, Rest rest) implements BlockKernel {
    @Override
    public void run(Buffer[] inputs, Buffer output, Buffer workspace, Epilogue epilogue) {
      rest.run(inputs[0], Memory.of(inputs[1]), output, Memory.of(workspace), epilogue);
    }

    @Override
    public int columns() {
      return whole.columns();
    }

    @Override
    public int blockColumns() {
      return whole.blockColumns();
    }

    @Override
    public long workspaceBytes() {
      return bytes.rest;
    }

    @Override
    public String describe() {
      return whole.describe() + " packed";
    }

    @Override
    public long flops() {
      return whole.flops();
    }
  }
}
