package io.ranvier.backend;

import java.util.Optional;

/// A piece of compiled work: fills the outputs from the inputs. Made once for given types and
/// layouts, run many times, by many threads at once; so it keeps no state of a run.
public interface Kernel {

  /// @param inputs in the order of the operands that the kernel was made for
  /// @param outputs likewise; wholly overwritten
  /// @param workspace at least [#workspaceBytes] of scratch, with arbitrary content
  void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace);

  /// How much scratch a run wants.
  default long workspaceBytes() {
    return 0;
  }

  /// The kernel in two parts, if it packs an input and that takes a share of its time.
  default Optional<Packed> packed() {
    return Optional.empty();
  }

  /// What the kernel is, in a few words, for people who read a plan: `gemm 64x120x400`.
  String describe();

  /// The additions and multiplications of one run.
  default long flops() {
    return 0;
  }
}
