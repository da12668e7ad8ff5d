package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Finish;
import io.ranvier.backend.Kernel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// A product or a convolution whose blocks go through the steps of a [FusedKernel] as soon as they
/// are complete: their elements are read and written once more in the cache instead of in memory.
///
/// The steps change nothing about how the block was computed, and an element's value does not
/// depend on the tile in which a step meets it; so the result has the bits that two passes give.
final class FinishedKernel implements Kernel {
  private final BlockKernel product;
  private final FusedKernel steps;

  /// How many of the inputs are the product's.
  private final int read;

  private final int result;
  private final int place;

  /// Columns of the product's output; rows lie one behind the other.
  private final long width;

  FinishedKernel(BlockKernel product, int read, Finish finish) {
    this.product = product;
    this.read = read;
    steps = Fusions.compile(finish.fusion());
    result = finish.input();
    place = finish.output();
    width = product.columns();
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var own = Arrays.copyOf(inputs, read);
    var rest = new Buffer[inputs.length - read + 1];
    for (int i = 0, from = read; i < rest.length; i++) {
      rest[i] = i == result ? outputs[place] : inputs[from++];
    }
    long stepsBytes = Parallel.most() * steps.scratchBytes();
    var blocks = new Blocks(steps.start(rest, outputs, workspace.slice(0, stepsBytes)));
    var work = workspace.slice(stepsBytes, workspace.byteSize() - stepsBytes);
    product.run(own, outputs[place], work, blocks);
  }

  /// What a run does with its blocks.
  private final class Blocks implements Epilogue {
    private final Frame first;

    /// Frames that have been made, each for whoever has taken its number.
    private final Frame[] frames = new Frame[Parallel.most()];

    private final AtomicIntegerArray taken = new AtomicIntegerArray(frames.length);

    Blocks(Frame first) {
      this.first = first;
    }

    @Override
    public void apply(long row, long rows, long column, long columns) {
      int number = take();
      try {
        var frame = frame(number);
        if (columns == width) {
          steps.run(frame, row * width, rows * width);
        } else {
          for (long r = row; r < row + rows; r++) steps.run(frame, r * width + column, columns);
        }
      } finally {
        taken.set(number, 0);
      }
    }

    /// A number that nobody has: there are as many as there can be threads.
    private int take() {
      int number = 0;
      while (!taken.compareAndSet(number, 0, 1)) number = (number + 1) % frames.length;
      return number;
    }

    @SuppressWarnings("NullAway") // frames are made when they are first taken
    private Frame frame(int number) {
      if (frames[number] == null) frames[number] = first.of(number, steps.scratchBytes());
      return frames[number];
    }
  }

  @Override
  public long workspaceBytes() {
    return Parallel.most() * steps.scratchBytes() + product.workspaceBytes();
  }

  /// `conv2d 64x28x28x1 -> 6 5x5, then fused 64x6x28x28: add, relu`
  @Override
  public String describe() {
    return product.describe() + ", then" + steps.describe().replaceFirst("fused [^:]*:", "");
  }

  @Override
  public long flops() {
    return product.flops() + steps.flops();
  }
}
