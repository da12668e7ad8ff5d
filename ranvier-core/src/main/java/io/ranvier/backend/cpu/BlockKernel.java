package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;

/// A kernel that computes its only output, a matrix of float32, in blocks, and hands each to an
/// epilogue once it is complete.
interface BlockKernel extends Kernel {
  void run(Buffer[] inputs, Buffer output, Buffer workspace, Epilogue epilogue);

  /// The columns of the output; its rows are counted through all matrices, or all pixels.
  int columns();

  /// How many columns of a row a block has, at most.
  default int blockColumns() {
    return columns();
  }

  @Override
  default void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    run(inputs, outputs[0], workspace, Epilogue.NONE);
  }
}
