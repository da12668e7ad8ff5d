package io.ranvier.tensor;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.plan.Device;
import io.ranvier.plan.Options;

/// The devices that there are.
public final class Devices {
  private Devices() {}

  private static final class Cpu {
    static final Device DEVICE = new Device(new CpuBackend(), Options.DEFAULT);
  }

  private static final class Reference {
    static final Device DEVICE = new Device(new ReferenceBackend(), Options.DEFAULT);
  }

  /// The processor, by the fast kernels.
  public static Device cpu() {
    return Cpu.DEVICE;
  }

  /// The processor, by plain loops: slow, and the definition of what is right.
  public static Device reference() {
    return Reference.DEVICE;
  }

  /// The device on which this thread computes: [#cpu], unless inside of [Device#run].
  public static Device current() {
    return Device.inForce().orElseGet(Devices::cpu);
  }
}
