package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// Channels-last pictures in native memory: channel c of pixel p, counted through all rows of all
/// pictures, is float number `offset + p·pitch + c` of the segment. A pitch above the number of
/// channels makes it a slice of a wider buffer.
public record Pixels(MemorySegment data, long offset, long pitch) {

  /// These pixels from channel `channel` on.
  Pixels from(long channel) {
    return new Pixels(data, offset + channel, pitch);
  }
}
