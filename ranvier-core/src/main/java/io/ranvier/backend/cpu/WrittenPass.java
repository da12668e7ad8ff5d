package io.ranvier.backend.cpu;

/// How the tiles of a [FusedKernel] go through a [WrittenLoop] instead of the interpreter.
///
/// Inputs come as they do for the interpreter, but for masks and for rows with gaps, which are read
/// where they lie; all results go straight to where they belong.
///
/// @param values the places of a frame before those of the outputs
/// @param row the elements of a row, if some operand has gaps behind its rows, or has one row again
///   and again; else 0
/// @param span how many elements such rows go on for, a multiple of `row`
/// @param most the elements of a run: those of a tile, if something is brought into scratch for it
@SuppressWarnings("ArrayRecordComponent")
record WrittenPass(
    WrittenLoop loop,
    Source[] sources,
    Target[] targets,
    Folding[] foldings,
    int values,
    int row,
    long span,
    int most) {

  /// An output that is one run of memory, or rows with gaps.
  record Target(int output, Walk walk) {}

  /// What is the same for all tiles.
  void begin(Frame frame) {
    for (var folding : foldings) {
      int place = values + folding.output();
      frame.to(place, frame.workspace, folding.accumulators(frame));
      frame.gaps[place] = row > 0 && row < folding.width() ? 4L * row : 0;
    }
    if (row == 0) return;
    for (var source : sources) {
      switch (source) {
        case Source.Direct direct when direct.walk().rowLength() > 0 ->
            frame.gaps[direct.value()] = direct.walk().gap();
        // All rows read the first of the pattern's, which stays in the first cache.
        case Source.Pattern pattern when pattern.period() == row ->
            frame.gaps[pattern.value()] = -4L * row;
        default -> {}
      }
    }
    for (var target : targets) {
      if (target.walk.rowLength() > 0) frame.gaps[values + target.output] = target.walk.gap();
    }
  }

  /// Runs elements from `start` on, up to `left` of them, which lie in one row of a strip, and
  /// gives how many: whole vectors, or whole rows. None if there are none, or if the loop is not
  /// compiled yet.
  int run(Frame frame, long start, long left) {
    var compiled = loop.compiled();
    if (compiled == null || row > 0 && start % row != 0) return 0;
    int count = (int) Math.min(Math.min(most, left), span - start % span);
    count -= count % (row > 0 ? row : Lanes.COUNT);
    if (count == 0) return 0;
    for (var source : sources) source.load(frame, start, count, true);
    for (var target : targets) {
      frame.to(values + target.output, frame.outputs[target.output], target.walk.place(start));
    }
    if (foldings.length > 0) fold(compiled, frame, start, count);
    else if (row > 0) compiled.run(frame, 0, 0, 0, row, count / row);
    else compiled.run(frame, 0, 0, 0, count, 1);
    return count;
  }

  /// All foldings have the same partition.
  private void fold(PassLoop compiled, Frame frame, long start, int count) {
    for (int at = 0; at < count; ) {
      int piece = foldings[0].piece(start + at, count - at);
      for (var folding : foldings) folding.open(frame, start + at, piece);
      int lane = foldings[0].lane(start + at);
      if (row > 0) runRows(compiled, frame, at, lane, piece);
      else runPiece(compiled, frame, at, lane, piece);
      for (var folding : foldings) folding.close(frame, start + at, piece);
      at += piece;
    }
  }

  /// Around the accumulators as often as it takes.
  private void runPiece(PassLoop compiled, Frame frame, long at, int lane, int count) {
    int width = foldings[0].width();
    if (lane > 0) {
      int head = Math.min(count, width - lane);
      compiled.run(frame, at, 0, lane, head, 1);
      at += head;
      count -= head;
    }
    int rows = count / width;
    if (rows > 0) compiled.run(frame, at, 0, 0, width, rows);
    int rest = count - rows * width;
    if (rest > 0) compiled.run(frame, at + (long) rows * width, 0, 0, rest, 1);
  }

  /// The same where the accumulators are one row or several.
  private void runRows(PassLoop compiled, Frame frame, long at, int lane, int count) {
    int width = foldings[0].width();
    while (count > 0) {
      int most = width == row ? count : Math.min(count, width - lane);
      compiled.run(frame, at, at / row, lane, row, most / row);
      at += most;
      count -= most;
      lane = 0;
    }
  }
}
