package io.ranvier.backend.cpu;

/// How the tiles of a [FusedKernel] go through a [WrittenLoop] instead of the interpreter.
///
/// Inputs come as they do for the interpreter, but for masks, which are read where they lie; all
/// results go straight to where they belong.
///
/// @param values the places of a frame before those of the outputs
@SuppressWarnings("ArrayRecordComponent")
record WrittenPass(
    WrittenLoop loop, Source[] sources, Target[] targets, Folding[] foldings, int values) {

  /// An output that is one run of memory.
  record Target(int output, Walk walk) {}

  /// What is the same for all tiles.
  void begin(Frame frame) {
    for (var folding : foldings) {
      frame.to(values + folding.output(), frame.workspace, folding.accumulators(frame));
    }
  }

  /// Runs the tile of `count` elements from `start` on, which lie in one row of a strip. Does
  /// nothing and returns false if they are no whole vectors, or the loop is not compiled yet.
  boolean run(Frame frame, long start, int count) {
    var compiled = loop.compiled();
    if (compiled == null || count % Lanes.COUNT != 0) return false;
    for (var source : sources) source.load(frame, start, count, true);
    for (var target : targets) {
      frame.to(values + target.output, frame.outputs[target.output], target.walk.runOffset(start));
    }
    if (foldings.length == 0) compiled.run(frame, 0, 0, count, 1);
    else fold(compiled, frame, start, count);
    return true;
  }

  /// All foldings have the same partition.
  private void fold(PassLoop compiled, Frame frame, long start, int count) {
    for (int at = 0; at < count; ) {
      int piece = foldings[0].piece(start + at, count - at);
      for (var folding : foldings) folding.open(frame, start + at, piece);
      runPiece(compiled, frame, at, foldings[0].lane(start + at), piece);
      for (var folding : foldings) folding.close(frame, start + at, piece);
      at += piece;
    }
  }

  /// Around the accumulators as often as it takes.
  private void runPiece(PassLoop compiled, Frame frame, long at, int lane, int count) {
    int width = foldings[0].width();
    if (lane > 0) {
      int head = Math.min(count, width - lane);
      compiled.run(frame, at, lane, head, 1);
      at += head;
      count -= head;
    }
    int rows = count / width;
    if (rows > 0) compiled.run(frame, at, 0, width, rows);
    int rest = count - rows * width;
    if (rest > 0) compiled.run(frame, at + (long) rows * width, 0, rest, 1);
  }
}
