package io.ranvier.backend.cpu;

import io.ranvier.type.Span;

/// Along one axis: which source element tap i of output element u reads.
///
/// It is number `(u·step − before + i·dilation) / holes`, where that is whole and inside. A
/// convolution has no holes (1); its input gradient is a convolution of the output gradient with
/// `stride − 1` holes between neighbours, and with the taps in reverse.
record Grid(int source, int outputs, int taps, int step, int before, int dilation, int holes) {

  static Grid forward(Span span, int source) {
    return new Grid(
        source,
        span.positions(source),
        span.size(),
        span.stride(),
        span.before(),
        span.dilation(),
        1);
  }

  static Grid backward(Span span, int source) {
    return new Grid(
        span.positions(source),
        source,
        span.size(),
        1,
        span.dilation() * (span.size() - 1) - span.before(),
        span.dilation(),
        span.stride());
  }

  /// The source element, or −1 where the tap falls into padding or a hole.
  int source(int output, int tap) {
    int position = output * step - before + tap * dilation;
    if (holes > 1) {
      if (position % holes != 0) {
        return -1;
      }
      position /= holes;
    }
    return 0 <= position && position < source ? position : -1;
  }

  /// How many outputs read the same taps: `output`, and those that lie `holes` further each. What
  /// they read is `step` further each.
  int run(int output) {
    int run = (outputs - 1 - output) / holes + 1;
    for (int tap = 0; tap < taps; tap++) {
      int position = output * step - before + tap * dilation;
      if (position % holes != 0 || position / holes >= source) continue;
      position /= holes;
      int same = position < 0 ? Math.ceilDiv(-position, step) : (source - 1 - position) / step + 1;
      run = Math.min(run, same);
    }
    return run;
  }

  /// Whether neighbouring taps read neighbouring elements.
  boolean dense() {
    return dilation == 1 && holes == 1;
  }

  /// Whether output u reads element u and nothing else.
  boolean identity() {
    return taps == 1 && step == 1 && before == 0 && holes == 1 && outputs == source;
  }
}
