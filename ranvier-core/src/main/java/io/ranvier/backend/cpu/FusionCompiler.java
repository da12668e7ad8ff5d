package io.ranvier.backend.cpu;

import io.ranvier.backend.Fusion;
import io.ranvier.backend.Layout;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Cast;
import io.ranvier.op.Compare;
import io.ranvier.op.Fill;
import io.ranvier.op.IsNaN;
import io.ranvier.op.Logic;
import io.ranvier.op.Not;
import io.ranvier.op.Op;
import io.ranvier.op.Reduction;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the kernel of a fusion: decides for each value where it lies, and for each step which loop
/// runs it. Used once.
///
/// An output may lie exactly where an input lies. So a value is computed straight into its output
/// only if no step behind it reads an input in place; else it is copied when all steps have run.
/// For the same reason an input that is itself an output beside others is not read in place.
final class FusionCompiler {
  /// The elements of a tile: few enough that all registers of a usual program fit the first caches,
  /// enough that the calls between loops do not count.
  static final int TILE = 2048;

  /// The elements of a run of a written loop, at most.
  private static final int LONGEST = 1 << 20;

  private static final int NEVER = -1;
  private static final int END = Integer.MAX_VALUE;

  private final Fusion fusion;
  private final Loops loops;
  private final int inputs;
  private final int values;

  /// The elements of a tile: whole rows, where rows have gaps.
  private final int tile;

  private final List<Walk> walks;

  /// The elements of rows with gaps; 0 without.
  private final int row;

  /// The value whose register a value shares, where a step changes nothing; else itself.
  private final int[] register;

  /// The last step that reads a register, or [#END] if it is read behind all steps.
  private final int[] lastUse;

  /// Scratch offsets of the registers; −1 where there is none.
  private final long[] slots;

  /// The registers in slots that can be given to others once they are no longer read.
  private final boolean[] reusable;

  private final Deque<Long> free = new ArrayDeque<>();
  private final Scratch scratch = new Scratch();
  private final Scratch shared = new Scratch();
  private final List<FusedKernel.Constant> constants = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();
  private final List<Instruction> code = new ArrayList<>();
  private final List<Sink> sinks = new ArrayList<>();
  private final List<Folding> foldings = new ArrayList<>();

  FusionCompiler(Fusion fusion, Loops loops) {
    this.fusion = fusion;
    this.loops = loops;
    inputs = fusion.inputs().size();
    values = inputs + fusion.steps().size();
    walks = fusion.inputs().stream().map(i -> walk(i.dtype(), i.layout())).toList();
    row = row();
    long size = Math.max(fusion.shape().size(), 1);
    int most = row > 0 ? TILE / row * row : TILE;
    tile = (int) Math.min(most, Math.ceilDiv(size, loops.lanes()) * loops.lanes());
    register = new int[values];
    lastUse = new int[values];
    slots = new long[values];
    reusable = new boolean[values];
  }

  FusedKernel compile() {
    shareRegisters();
    findLastUses();
    Arrays.fill(slots, -1);
    long stage = scratch.take(2L * TILE);
    for (int input = 0; input < inputs; input++) {
      if (lastUse[input] != NEVER) addSource(input, walks.get(input), stage);
    }
    var inPlace = outputsInPlace();
    for (int step = 0; step < fusion.steps().size(); step++) addStep(step, inPlace);
    for (int output = 0; output < fusion.outputs().size(); output++) {
      addOutput(output, inPlace[output], stage);
    }
    var cut = Cut.of(fusion.shape().size(), tile, foldings.stream().map(f -> f.partition).toList());
    return new FusedKernel(
        fusion,
        new FusedKernel.Program(
            constants.toArray(FusedKernel.Constant[]::new),
            sources.toArray(Source[]::new),
            code.toArray(Instruction[]::new),
            sinks.toArray(Sink[]::new),
            foldings.toArray(Folding[]::new),
            slots.clone()),
        written(),
        cut,
        new FusedKernel.Sizes(tile, loops.lanes(), scratch.size(), shared.size()));
  }

  /// The pass as one loop, or null if it has steps, layouts or reductions that none can have.
  private @Nullable WrittenPass written() {
    var first = foldings.isEmpty() ? null : foldings.getFirst().partition;
    if (first != null && !first.isWhole(loops.lanes())) return null;
    if (!foldings.stream().allMatch(f -> f.partition.equals(first))) return null;
    var targets = new ArrayList<WrittenPass.Target>();
    for (int output = 0; output < fusion.outputs().size(); output++) {
      if (fusion.outputs().get(output).reduction().isPresent()) continue;
      var operand = fusion.outputs().get(output).operand();
      var walk = walk(operand.dtype(), operand.layout());
      if (!isDirect(walk)) return null;
      targets.add(new WrittenPass.Target(output, walk));
    }
    for (int input = 0; input < inputs; input++) {
      if (fusion.dtype(input) == DType.BOOL && !isDirect(walks.get(input))) return null;
    }
    var code = LoopCode.of(fusion);
    var loop = code == null ? null : WrittenLoop.of(code);
    if (loop == null) return null;
    var direct = sources.stream().map(this::direct).toList();
    return new WrittenPass(
        loop,
        direct.toArray(Source[]::new),
        targets.toArray(WrittenPass.Target[]::new),
        foldings.toArray(Folding[]::new),
        values,
        row,
        span(direct, targets),
        direct.stream().allMatch(this::isForAnyLength) ? LONGEST : tile);
  }

  /// How many elements all go on for in their rows, from any multiple of it on.
  private long span(List<Source> sources, List<WrittenPass.Target> targets) {
    long span = Math.max(1, fusion.shape().size());
    for (var source : sources) {
      if (source instanceof Source.Direct direct) span = common(span, direct.walk().span());
    }
    for (var target : targets) span = common(span, target.walk().span());
    return span;
  }

  /// The greatest common divisor.
  private static long common(long a, long b) {
    return b == 0 ? a : common(b, a % b);
  }

  /// Whether a run of a written loop may be longer than a tile for all that `source` holds.
  private boolean isForAnyLength(Source source) {
    return switch (source) {
      case Source.Run _, Source.Direct _ -> true;
      case Source.Pattern pattern -> pattern.period() == row;
      case Source.Copy _ -> false;
    };
  }

  /// Whether a written loop meets the elements where they lie.
  private boolean isDirect(Walk walk) {
    return walk.isRun() || row > 0 && walk.rowLength() == row;
  }

  /// Masks are not widened on their way in, and rows with gaps are not gathered.
  private Source direct(Source source) {
    if (!(source instanceof Source.Copy copy)) return source;
    var walk = walks.get(copy.value());
    return isDirect(walk) ? new Source.Direct(copy.value(), walk) : source;
  }

  /// The length of the rows that have gaps between them in some operand, or come again and again,
  /// if all such operands and all reductions agree and rows are made of whole vectors; else 0.
  private int row() {
    var lengths =
        Stream.concat(
                walks.stream(),
                fusion.outputs().stream()
                    .filter(o -> o.reduction().isEmpty())
                    .map(o -> walk(o.operand().dtype(), o.operand().layout())))
            .mapToLong(Walk::rowLength)
            .filter(length -> length > 0)
            .distinct()
            .toArray();
    boolean fits = lengths.length == 1 && lengths[0] % loops.lanes() == 0 && lengths[0] <= TILE;
    return fits && fusion.outputs().stream().allMatch(o -> keepsRows(o, lengths[0]))
        ? (int) lengths[0]
        : 0;
  }

  private boolean keepsRows(Fusion.Output output, long row) {
    if (output.reduction().isEmpty()) return true;
    var axes = output.reduction().get().axes();
    var partition = Partition.of(fusion.shape(), fusion.order(), axes);
    return partition != null && partition.inner() == row;
  }

  private Walk walk(DType dtype, Layout layout) {
    return Walk.of(fusion.shape(), fusion.order(), layout, dtype.byteSize());
  }

  private void shareRegisters() {
    for (int value = 0; value < values; value++) {
      register[value] = value;
      if (value < inputs) continue;
      var step = fusion.steps().get(value - inputs);
      if (!(step.op() instanceof Cast)) continue;
      int argument = step.arguments().getFirst();
      var from = fusion.dtype(argument);
      boolean widens = from == DType.U8 && step.dtype() == DType.I32;
      if (from == step.dtype() || widens) register[value] = register[argument];
    }
  }

  private void findLastUses() {
    Arrays.fill(lastUse, NEVER);
    for (int step = 0; step < fusion.steps().size(); step++) {
      if (register[inputs + step] != inputs + step) continue;
      for (int argument : fusion.steps().get(step).arguments()) lastUse[register[argument]] = step;
    }
    for (var output : fusion.outputs()) lastUse[register[output.value()]] = END;
  }

  private void addSource(int input, Walk walk, long stage) {
    var dtype = fusion.dtype(input);
    boolean bytes = dtype.byteSize() == 1;
    if (isReadInPlace(input, walk)) {
      slots[input] = scratch.take(4L * loops.lanes());
      sources.add(new Source.Run(input, walk, slots[input]));
      return;
    }
    var staging =
        bytes
            ? new Source.Staging.Bytes(walk, loops.widen(dtype), stage)
            : new Source.Staging.Words(walk);
    long period = walk.period();
    if (period < fusion.shape().size() && period <= TILE) {
      int length = tile + (int) period;
      slots[input] = scratch.take(4L * length);
      sources.add(new Source.Pattern(input, staging, (int) period, slots[input], length));
    } else {
      slots[input] = scratch.take(4L * tile);
      reusable[input] = true;
      sources.add(new Source.Copy(input, staging, slots[input]));
    }
  }

  private boolean isReadInPlace(int input, Walk walk) {
    var plain = fusion.outputs().stream().filter(o -> o.reduction().isEmpty()).toList();
    boolean written = plain.stream().anyMatch(o -> register[o.value()] == input);
    return walk.isRun() && fusion.dtype(input).byteSize() == 4 && !(written && plain.size() > 1);
  }

  /// For each output whether it is computed in place.
  private boolean[] outputsInPlace() {
    int lastRead = NEVER;
    for (int input = 0; input < inputs; input++) {
      if (isReadInPlace(input, walks.get(input))) lastRead = Math.max(lastRead, lastUse[input]);
    }
    var result = new boolean[fusion.outputs().size()];
    var taken = new boolean[values];
    for (int i = 0; i < result.length; i++) {
      var output = fusion.outputs().get(i);
      int value = register[output.value()];
      if (output.reduction().isPresent() || value < inputs || value - inputs < lastRead) continue;
      var operand = output.operand();
      boolean computed = !(fusion.steps().get(value - inputs).op() instanceof Fill);
      boolean run = walk(operand.dtype(), operand.layout()).isRun();
      if (!computed || !run || operand.dtype().byteSize() != 4 || taken[value]) continue;
      taken[value] = true;
      result[i] = true;
    }
    return result;
  }

  private void addStep(int index, boolean[] inPlace) {
    int value = inputs + index;
    var step = fusion.steps().get(index);
    if (register[value] != value || lastUse[value] == NEVER) return;
    if (step.op() instanceof Fill fill) {
      slots[value] = scratch.take(4L * tile);
      constants.add(new FusedKernel.Constant(value, bits(fill, step.dtype())));
      return;
    }
    var arguments = step.arguments().stream().mapToInt(a -> register[a]).toArray();
    for (int argument : arguments) {
      if (lastUse[argument] == index && reusable[argument]) {
        reusable[argument] = false;
        free.push(slots[argument]);
      }
    }
    if (isInPlace(value, inPlace)) {
      slots[value] = scratch.take(4L * loops.lanes());
    } else {
      slots[value] = free.isEmpty() ? scratch.take(4L * tile) : free.pop();
      reusable[value] = true;
    }
    code.add(instruction(index, arguments, value));
  }

  private boolean isInPlace(int value, boolean[] inPlace) {
    for (int i = 0; i < inPlace.length; i++) {
      if (inPlace[i] && register[fusion.outputs().get(i).value()] == value) return true;
    }
    return false;
  }

  private static int bits(Fill fill, DType dtype) {
    return switch (dtype) {
      case F32 -> Float.floatToRawIntBits((float) fill.value());
      case BOOL -> fill.value() != 0 ? -1 : 0;
      case U8 -> (int) fill.value() & 255;
      default -> (int) fill.value();
    };
  }

  private Instruction instruction(int index, int[] arguments, int to) {
    var step = fusion.steps().get(index);
    var from = fusion.dtype(step.arguments().getFirst());
    return switch (loop(step.op(), from, step.dtype())) {
      case Loop.One one -> new Instruction.One(one, arguments[0], to);
      case Loop.Two two -> new Instruction.Two(two, arguments[0], arguments[1], to);
      case Loop.Three three ->
          new Instruction.Three(three, arguments[0], arguments[1], arguments[2], to);
    };
  }

  private Loop loop(Op op, DType from, DType to) {
    boolean floating = from == DType.F32;
    return switch (op) {
      case Unary u -> floating ? loops.unary(u) : loops.unaryInt(u);
      case Arithmetic a -> floating ? loops.arithmetic(a) : loops.arithmeticInt(a);
      case Compare c -> floating ? loops.compare(c.relation()) : loops.compareInt(order(c, from));
      case Logic l -> loops.logic(l.connective());
      case Select _ -> loops.select();
      case Cast _ -> loops.cast(from, to);
      case Not _ -> loops.not();
      case IsNaN _ -> loops.isNaN();
      default -> throw new IllegalArgumentException(op.name() + " cannot be fused");
    };
  }

  /// Masks as ints are −1 and 0, so that their order is the other way around.
  private static Compare.Relation order(Compare compare, DType dtype) {
    if (dtype != DType.BOOL) return compare.relation();
    return switch (compare.relation()) {
      case LESS -> Compare.Relation.GREATER;
      case LESS_EQUAL -> Compare.Relation.GREATER_EQUAL;
      case GREATER -> Compare.Relation.LESS;
      case GREATER_EQUAL -> Compare.Relation.LESS_EQUAL;
      case EQUAL, NOT_EQUAL -> compare.relation();
    };
  }

  private void addOutput(int index, boolean inPlace, long stage) {
    var output = fusion.outputs().get(index);
    int value = register[output.value()];
    if (output.reduction().isPresent()) {
      foldings.add(folding(index, output, output.reduction().get(), value));
      return;
    }
    var dtype = output.operand().dtype();
    var walk = walk(dtype, output.operand().layout());
    if (inPlace) {
      sinks.add(new Sink.InPlace(value, index, walk, slots[value]));
    } else if (dtype.byteSize() == 4) {
      sinks.add(new Sink.Words(value, index, walk));
    } else {
      sinks.add(new Sink.Bytes(value, index, walk, loops.narrow(dtype), stage));
    }
  }

  private Folding folding(int index, Fusion.Output output, Reduction reduction, int value) {
    var partition = Partition.of(fusion.shape(), fusion.order(), reduction.axes());
    if (partition == null) {
      throw new IllegalArgumentException(
          "%s of %s: axes %s are not next to each other in the order %s; ask fuses first"
              .formatted(reduction.name(), fusion.shape(), reduction.axes(), fusion.order()));
    }
    var axes = reduction.axes().stream().map(fusion.shape()::axis).toList();
    var kept = fusion.order().stream().filter(axis -> !axes.contains(axis)).toList();
    Shape shape = fusion.shape().reduced(axes);
    var walk = Walk.of(shape, kept, output.operand().layout(), 4);
    var room =
        new Folding.Room(
            scratch.take(4 * partition.width()),
            partition.chunks() > 1 ? shared.take(4 * partition.results() * partition.chunks()) : 0,
            walk.isRun() ? 0 : shared.take(4 * partition.results()));
    return new Folding(reduction, fusion.dtype(value), partition, value, index, walk, room, loops);
  }

  /// Hands out memory, a cache line at a time.
  private static final class Scratch {
    private static final long LINE = 64;
    private long size;

    long take(long bytes) {
      long offset = size;
      size += Math.ceilDiv(bytes, LINE) * LINE;
      return offset;
    }

    long size() {
      return size;
    }
  }
}
