package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import io.ranvier.type.Window;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Convolution of channels-last pictures, with its two gradients: any stride, padding, dilation,
/// groups.
///
/// - forward: `y[p, o] = Σ x[p·stride − before + t·dilation, c] · k[o, c, t]` over taps t and
///   channels c of o's group;
/// - the input gradient is the same sum over the output gradient, with the taps in reverse and with
///   holes in place of strides;
/// - the kernel gradient sums over pixels instead.
///
/// Where each channel is a group of its own, [Depthwise] computes them; where there are few
/// outputs, [PixelConvolution], [DirectConvolution] and, for the kernel gradient, [TapRows]; the
/// input gradient of few channels, [Scatter], and of a window as large as the picture,
/// [WholePictures]; everything else, [ImplicitGemm].
///
/// Kernels are `[outputs, channels / groups, height, width]`, dense and row-major.
public record Convolution(
    int images, int height, int width, int channels, int outputs, int groups, Window window) {

  public Convolution {
    if (images < 0 || channels < 0 || outputs < 0 || groups < 1) {
      throw new IllegalArgumentException(
          "convolution: %d images, %d channels, %d outputs, %d groups: too few of something"
              .formatted(images, channels, outputs, groups));
    }
    if (channels % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "convolution: %d channels to %d outputs: %d groups do not divide both"
              .formatted(channels, outputs, groups));
    }
  }

  public int outputHeight() {
    return window.height().positions(height);
  }

  public int outputWidth() {
    return window.width().positions(width);
  }

  /// Bytes of workspace that each of the three needs with so many threads, aligned to 64.
  public long workspaceBytes(int threads) {
    if (depthwise()) {
      return Depthwise.workspaceBytes(this);
    }
    long dense = new ImplicitGemm(this).workspaceBytes(threads);
    Scatter scatter = Scatter.of(this);
    long bytes = scatter.pays() ? Math.max(dense, scatter.workspaceBytes(threads)) : dense;
    var whole = new WholePictures(this);
    if (whole.pays()) bytes = Math.max(bytes, whole.workspaceBytes(threads));
    return Math.max(Math.max(bytes, directBytes(threads)), winogradBytes(threads));
  }

  private long winogradBytes(int threads) {
    var forward = winograd();
    var backward = Winograd.backward(this);
    long bytes = 0;
    if (Winograd.pay(backward)) {
      for (var phase : backward) bytes = Math.max(bytes, phase.workspaceBytes(threads));
    }
    if (forward.isPresent()) {
      long kernel = forward.get().kernelGradient().workspaceBytes(threads);
      bytes = Math.max(bytes, Math.max(forward.get().workspaceBytes(threads), kernel));
    }
    return bytes;
  }

  private Optional<Winograd> winograd() {
    return Winograd.forward(this).filter(Winograd::pays);
  }

  private long directBytes(int threads) {
    var forward = DirectConvolution.forward(this);
    var backward = DirectConvolution.backward(this);
    var pixels = new PixelConvolution(forward);
    var rows = new TapRows(forward);
    long lanes = direct(forward) && pixels.pays() ? pixels.workspaceBytes(threads) : 0;
    long taps = direct(forward) && rows.pays() ? rows.workspaceBytes(threads) : 0;
    return Math.max(
        Math.max(lanes, taps),
        Math.max(
            direct(forward) ? forward.workspaceBytes(threads) : 0,
            directInputGradient(backward) ? backward.workspaceBytes(threads) : 0));
  }

  private boolean direct(DirectConvolution convolution) {
    return groups == 1 && convolution.pays();
  }

  /// With most lanes empty, [Scatter] is faster: it puts taps into lanes as well.
  private boolean directInputGradient(DirectConvolution convolution) {
    return direct(convolution) && 2 * channels > KERNEL.lanes();
  }

  /// Overwrites y, and hands its blocks to the epilogue.
  public void forward(
      Pixels x,
      MemorySegment kernel,
      long offset,
      Pixels y,
      MemorySegment workspace,
      Epilogue epilogue) {
    if (depthwise()) {
      new Depthwise(this).forward(x, kernel, offset, y, workspace, epilogue);
      return;
    }
    int rows = groupChannels() * taps();
    var winograd = winograd();
    if (winograd.isPresent()) {
      var weights = new DirectConvolution.Weights(kernel, offset, taps(), rows, false);
      winograd.get().slide(x, weights, y, workspace, epilogue);
      return;
    }
    var direct = DirectConvolution.forward(this);
    if (direct(direct)) {
      var weights = new DirectConvolution.Weights(kernel, offset, taps(), rows, false);
      var pixels = new PixelConvolution(direct);
      if (pixels.pays()) pixels.slide(x, weights, y, workspace, epilogue);
      else direct.slide(x, weights, y, workspace, epilogue);
      return;
    }
    new ImplicitGemm(this).forward(x, kernel, offset, y, workspace, epilogue);
  }

  /// Whether [#forward] packs the kernel as it is: then [#pack] may come before, and
  /// [#forwardPacked] after. What Winograd makes of a kernel is four times as large; to read that
  /// takes as long as to make it again.
  boolean packs() {
    return !depthwise() && winograd().isEmpty() && !direct(DirectConvolution.forward(this));
  }

  long packedBytes() {
    return new KernelPanels(this).forwardBytes();
  }

  long packingBytes(int threads) {
    return threads * new KernelPanels(this).workerBytes();
  }

  void pack(MemorySegment kernel, long offset, MemorySegment to, MemorySegment workspace) {
    new KernelPanels(this).packForward(kernel, offset, to, workspace, 0);
  }

  long packedWorkspaceBytes(int threads) {
    return new ImplicitGemm(this).packedWorkspaceBytes(threads);
  }

  /// Overwrites y like [#forward], to the bit, from what [#pack] made of the kernel.
  void forwardPacked(
      Pixels x, MemorySegment packed, Pixels y, MemorySegment workspace, Epilogue epilogue) {
    new ImplicitGemm(this).forward(x, packed, y, workspace, 0, epilogue);
  }

  /// Overwrites dx with the gradient of the input, given dy, that of the output.
  public void inputGradient(
      Pixels dy, MemorySegment kernel, long offset, Pixels dx, MemorySegment workspace) {
    if (depthwise()) {
      new Depthwise(this).inputGradient(dy, kernel, offset, dx, workspace);
      return;
    }
    var whole = new WholePictures(this);
    if (whole.pays()) {
      whole.inputGradient(dy, kernel, offset, dx, workspace);
      return;
    }
    var winograd = Winograd.backward(this);
    if (Winograd.pay(winograd)) {
      int row = channels * taps();
      var weights = new DirectConvolution.Weights(kernel, offset, row, taps(), true);
      for (var phase : winograd) phase.slide(dy, weights, dx, workspace, Epilogue.NONE);
      return;
    }
    var direct = DirectConvolution.backward(this);
    if (directInputGradient(direct)) {
      int row = channels * taps();
      var weights = new DirectConvolution.Weights(kernel, offset, row, taps(), true);
      direct.slide(dy, weights, dx, workspace, Epilogue.NONE);
      return;
    }
    Scatter scatter = Scatter.of(this);
    if (scatter.pays()) {
      scatter.inputGradient(dy, kernel, offset, dx, workspace);
      return;
    }
    new ImplicitGemm(this).inputGradient(dy, kernel, offset, dx, workspace);
  }

  /// Overwrites dk with the gradient of the kernel, given dy, that of the output.
  ///
  /// The sum over pixels is cut into a fixed number of parts, whose results are added in order.
  public void kernelGradient(
      Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    if (depthwise()) {
      new Depthwise(this).kernelGradient(x, dy, dk, offset, workspace);
      return;
    }
    var winograd = winograd();
    if (winograd.isPresent()) {
      winograd.get().kernelGradient().run(x, dy, dk, offset, workspace);
      return;
    }
    var direct = DirectConvolution.forward(this);
    if (direct(direct)) {
      var pixels = new PixelConvolution(direct);
      var rows = new TapRows(direct);
      if (pixels.pays()) pixels.kernelGradient(x, dy, dk, offset, workspace);
      else if (rows.pays()) rows.kernelGradient(x, dy, dk, offset, workspace);
      else direct.kernelGradient(x, dy, dk, offset, workspace);
      return;
    }
    new ImplicitGemm(this).kernelGradient(x, dy, dk, offset, workspace);
  }

  private boolean depthwise() {
    return groups == channels && groups == outputs && groups > 1;
  }

  int taps() {
    return window.taps();
  }

  /// Output pixels of all images.
  int pixels() {
    return Math.multiplyExact(images, outputHeight() * outputWidth());
  }

  private int groupChannels() {
    return channels / groups;
  }

  static int lanes(int count) {
    return (count + KERNEL.lanes() - 1) / KERNEL.lanes() * KERNEL.lanes();
  }

  static long round(long bytes) {
    return (bytes + 4095) / 4096 * 4096;
  }
}
