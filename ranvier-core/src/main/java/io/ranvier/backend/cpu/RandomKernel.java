package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;
import static io.ranvier.backend.cpu.Memory.LONG;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.backend.Philox;
import io.ranvier.op.Random;
import java.lang.foreign.MemorySegment;

/// Random float32 numbers, four from each block of Philox.
final class RandomKernel implements Kernel {
  private static final float UNIT = 0x1p-24f;
  private static final double TURN = 2 * Math.PI * 0x1p-24;
  private static final int BLOCKS = 1 << 11;
  private static final int COST = 20;

  private final Random op;
  private final long key;
  private final long keyPitch;
  private final long y;
  private final long size;
  private final int tasks;

  RandomKernel(Random op, Operand key, Operand y) {
    this.op = op;
    this.key = 8 * key.layout().offset();
    keyPitch = 8 * key.layout().stride(0);
    this.y = 4 * y.layout().offset();
    size = y.shape().size();
    tasks = Math.toIntExact((size + 4L * BLOCKS - 1) / (4L * BLOCKS));
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var keys = Memory.of(inputs[0]);
    long seed = keys.get(LONG, key);
    long stream = keys.get(LONG, key + keyPitch);
    var to = Memory.of(outputs[0]);
    Parallel.run(tasks, COST * size, (task, _) -> task(task, seed, stream, to));
  }

  private void task(int task, long seed, long stream, MemorySegment to) {
    long block = (long) task * BLOCKS;
    long end = Math.min((size + 3) / 4, block + BLOCKS);
    if (Simd.AVAILABLE && op.distribution() == Random.Distribution.UNIFORM) {
      int vectors = (int) (Math.min(size / 4, end) - block) / VectorPhilox.BLOCKS;
      VectorPhilox.uniform(seed, stream, block, vectors, UNIT, to, y + 16 * block);
      block += (long) vectors * VectorPhilox.BLOCKS;
    }
    var words = new int[4];
    for (; block < end; block++) {
      Philox.block(seed, stream, block, words);
      if (op.distribution() == Random.Distribution.NORMAL) {
        normal(to, 4 * block, words[0], words[1]);
        normal(to, 4 * block + 2, words[2], words[3]);
      } else {
        for (int i = 0; i < 4; i++) put(to, 4 * block + i, (words[i] >>> 8) * UNIT);
      }
    }
  }

  private void normal(MemorySegment to, long element, int u, int v) {
    double radius = Math.sqrt(-2 * Math.log(((u >>> 8) + 1) * 0x1p-24));
    double angle = (v >>> 8) * TURN;
    put(to, element, (float) (radius * Math.cos(angle)));
    put(to, element + 1, (float) (radius * Math.sin(angle)));
  }

  private void put(MemorySegment to, long element, float value) {
    if (element < size) to.set(FLOAT, y + 4 * element, value);
  }

  @Override
  public String describe() {
    return "random %s %s"
        .formatted(op.distribution().name().toLowerCase(java.util.Locale.ROOT), op.type());
  }
}
