package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// A kernel as the right side of a product: rows are (tap, channel), columns contiguous.
///
/// @param start the byte of the first tap's first row
/// @param tapStride bytes from one tap to the next; negative to go through the taps in reverse
/// @param channelStride bytes from one channel's row to the next
record Taps(MemorySegment data, long start, long tapStride, long channelStride, int channels)
    implements Side {

  @Override
  public void load(
      int line, int lines, int k, int depth, MemorySegment scratch, long w, Block block) {
    int panel = KERNEL.panel();
    long bytes = 4L * depth * panel;
    for (int j = 0; j < lines; j += panel) {
      int width = Math.min(panel, lines - j);
      int tap = k / channels;
      int channel = k % channels;
      for (int done = 0; done < depth; tap++) {
        int run = Math.min(channels - channel, depth - done);
        long from = start + tap * tapStride + channel * channelStride + 4L * (line + j);
        long to = w + j / panel * bytes + 4L * done * panel;
        KERNEL.copy(run, width, data, from, channelStride, scratch, to, panel * 4L);
        done += run;
        channel = 0;
      }
    }
    block.set(scratch, w, bytes, panel * 4L);
  }
}
