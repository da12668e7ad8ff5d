package io.ranvier.backend.cpu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.ValueLayout;

/// Chooses, once, between the kernels on the Vector API and their scalar twins.
///
/// No class that mentions `jdk.incubator.vector` is loaded where the module is absent. The system
/// property `ranvier.simd=false` asks for the twins where it is present.
final class Simd {
  /// Whether `jdk.incubator.vector` is among the modules that this JVM has resolved, and wanted.
  static final boolean AVAILABLE =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
          && !"false".equals(System.getProperty("ranvier.simd"));

  /// Floats without the demand for alignment: the test for it costs the inner loops a third of
  /// their speed.
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /// The kernels that everything dense goes through.
  static final Microkernel KERNEL = AVAILABLE ? new VectorMicrokernel() : scalar();

  private Simd() {}

  private static Microkernel scalar() {
    Logger log = System.getLogger("io.ranvier");
    log.log(
        Level.WARNING,
        "scalar kernels are in use, many times slower: run java with --add-modules"
            + " jdk.incubator.vector");
    return new ScalarMicrokernel();
  }
}
