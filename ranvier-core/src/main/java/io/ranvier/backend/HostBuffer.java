package io.ranvier.backend;

import java.lang.foreign.MemorySegment;

/// Memory that the processor sees: off-heap, aligned to 64 bytes unless it is a slice.
public record HostBuffer(MemorySegment segment) implements Buffer {

  @Override
  public long byteSize() {
    return segment.byteSize();
  }

  @Override
  public HostBuffer slice(long offset, long size) {
    return new HostBuffer(segment.asSlice(offset, size));
  }
}
