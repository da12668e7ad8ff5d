package io.ranvier.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.ranvier.backend.Fusion;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Cast;
import io.ranvier.op.Compare;
import io.ranvier.op.Fill;
import io.ranvier.op.IsNaN;
import io.ranvier.op.Logic;
import io.ranvier.op.Not;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Writes the class of a [PassLoop]: the code that one would write by hand on the Vector API for
/// this chain of operations, with all that is between them in registers.
///
/// ```
/// for (int row = 0; row < rows; row++) {
///   for (int k = 0; k < width; k += COUNT) {
///     var x = FloatVector.fromMemorySegment(FLOATS, segment, offset + 4L * k, ORDER);
///     … operations …
///     y.intoMemorySegment(segment, offset + 4L * k, ORDER);
///   }
///   offset += 4L * width + gap; …
/// }
/// ```
///
/// Each vector is loaded before any is stored, so an output may lie exactly where an input lies.
/// Operations are those of the interpreter's loops, and give the same bits.
final class LoopWriter {
  private static final ClassDesc FRAME = Frame.class.describeConstable().orElseThrow();
  private static final ClassDesc LANES = Lanes.class.describeConstable().orElseThrow();
  private static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
  private static final ClassDesc BYTES = VectorBytes.class.describeConstable().orElseThrow();
  private static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
  private static final ClassDesc SPECIES = VectorSpecies.class.describeConstable().orElseThrow();
  private static final ClassDesc ORDER = ByteOrder.class.describeConstable().orElseThrow();
  private static final ClassDesc FLOAT = FloatVector.class.describeConstable().orElseThrow();
  private static final ClassDesc BYTE = ByteVector.class.describeConstable().orElseThrow();
  private static final ClassDesc VECTOR = Vector.class.describeConstable().orElseThrow();
  private static final ClassDesc MASK = VectorMask.class.describeConstable().orElseThrow();
  private static final ClassDesc OPERATORS =
      VectorOperators.class.describeConstable().orElseThrow();
  private static final ClassDesc COMPARISON =
      VectorOperators.Comparison.class.describeConstable().orElseThrow();

  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, FRAME, CD_long, CD_long, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc OFF_HEAP = MethodTypeDesc.of(CD_void, SEGMENT);
  private static final MethodTypeDesc STORE = MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER);

  /// The local variables of [PassLoop#run]'s parameters.
  private static final int THIS_FRAME = 1;

  private static final int AT = 2;
  private static final int ROW = 4;
  private static final int LANE = 6;
  private static final int WIDTH = 7;
  private static final int ROWS = 8;

  private final LoopCode code;
  private final CodeBuilder to;

  /// The local variables of each operand's segment and offset: inputs, then outputs.
  private final int[] segments;

  private final int[] offsets;
  private final int[] gaps;

  /// The local variable of each value, or −1 before it is there.
  private final int[] locals;

  private final int k;

  private LoopWriter(LoopCode code, CodeBuilder to) {
    this.code = code;
    this.to = to;
    int operands = code.inputs().size() + code.outputs().size();
    segments = new int[operands];
    offsets = new int[operands];
    gaps = new int[operands];
    locals = new int[code.values()];
    Arrays.fill(locals, -1);
    k = to.allocateLocal(TypeKind.INT);
  }

  /// A new loop, in a class of its own.
  static PassLoop write(LoopCode code) {
    var lookup = MethodHandles.lookup();
    var name = ClassDesc.of(PassLoop.class.getPackageName(), "WrittenPassLoop");
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                type ->
                    type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withInterfaceSymbols(PassLoop.class.describeConstable().orElseThrow())
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            ClassFile.ACC_PUBLIC,
                            to ->
                                to.aload(0)
                                    .invokespecial(
                                        CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody(
                            "run",
                            RUN,
                            ClassFile.ACC_PUBLIC,
                            to -> new LoopWriter(code, to).writeRun()));
    try {
      var made = lookup.defineHiddenClass(bytes, true, ClassOption.NESTMATE);
      var constructor = made.findConstructor(made.lookupClass(), MethodType.methodType(void.class));
      return (PassLoop) constructor.invoke();
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("cannot define the loop of " + code, e);
    }
  }

  private void writeRun() {
    for (int operand = 0; operand < segments.length; operand++) writeOperand(operand);
    int row = to.allocateLocal(TypeKind.INT);
    var nextRow = to.newLabel();
    var end = to.newLabel();
    to.iconst_0().istore(row);
    to.labelBinding(nextRow).iload(row).iload(ROWS).if_icmpge(end);
    writeRow();
    for (int operand = 0; operand < segments.length; operand++) {
      to.lload(offsets[operand]).lload(gaps[operand]).ladd();
      if (!isFolded(operand)) {
        to.iload(WIDTH).i2l();
        scale(operand);
        to.ladd();
      }
      to.lstore(offsets[operand]);
    }
    to.iinc(row, 1).goto_(nextRow);
    to.labelBinding(end).return_();
  }

  private void writeRow() {
    var next = to.newLabel();
    var end = to.newLabel();
    to.iconst_0().istore(k);
    to.labelBinding(next).iload(k).iload(WIDTH).if_icmpge(end);
    writeBody();
    to.iload(k).loadConstant(Lanes.COUNT).iadd().istore(k);
    to.goto_(next);
    to.labelBinding(end);
  }

  /// The segment of an operand, and the offset of its first element.
  private void writeOperand(int operand) {
    int inputs = code.inputs().size();
    int place = operand < inputs ? operand : code.values() + operand - inputs;
    segments[operand] = to.allocateLocal(TypeKind.REFERENCE);
    offsets[operand] = to.allocateLocal(TypeKind.LONG);
    to.aload(THIS_FRAME).getfield(FRAME, "segments", SEGMENT.arrayType());
    to.loadConstant(place).aaload().astore(segments[operand]);
    to.aload(segments[operand]).invokestatic(MEMORY, "offHeap", OFF_HEAP);
    to.aload(THIS_FRAME).getfield(FRAME, "offsets", CD_long.arrayType());
    to.loadConstant(place).laload();
    if (isFolded(operand)) to.iload(LANE).i2l();
    else to.lload(AT);
    scale(operand);
    to.ladd();
    gaps[operand] = to.allocateLocal(TypeKind.LONG);
    to.aload(THIS_FRAME).getfield(FRAME, "gaps", CD_long.arrayType());
    to.loadConstant(place).laload().dup2().lstore(gaps[operand]);
    if (isFolded(operand)) to.pop2();
    else to.lload(ROW).lmul().ladd();
    to.lstore(offsets[operand]);
  }

  private boolean isFolded(int operand) {
    int output = operand - code.inputs().size();
    return output >= 0 && code.outputs().get(output).fold() != LoopCode.Fold.NONE;
  }

  private boolean isMask(int operand) {
    int inputs = code.inputs().size();
    int value = operand < inputs ? operand : code.outputs().get(operand - inputs).value();
    return code.dtype(value) == DType.BOOL;
  }

  /// From elements to bytes.
  private void scale(int operand) {
    if (!isMask(operand)) to.iconst_2().lshl();
  }

  private void writeBody() {
    Arrays.fill(locals, -1);
    for (var output : code.outputs()) writeValue(output.value());
    int inputs = code.inputs().size();
    // What is accumulated is loaded before anything is stored, too.
    for (int output = 0; output < code.outputs().size(); output++) {
      var folded = code.outputs().get(output);
      if (folded.fold() == LoopCode.Fold.NONE) continue;
      loadFloats(inputs + output);
      to.aload(locals[folded.value()]);
      binary(combination(folded.fold()));
      storeFloats(inputs + output);
    }
    for (int output = 0; output < code.outputs().size(); output++) {
      var plain = code.outputs().get(output);
      if (plain.fold() != LoopCode.Fold.NONE) continue;
      if (isMask(inputs + output)) {
        storeMask(inputs + output, locals[plain.value()]);
      } else {
        to.aload(locals[plain.value()]);
        storeFloats(inputs + output);
      }
    }
  }

  private static String combination(LoopCode.Fold fold) {
    return switch (fold) {
      case SUM -> "add";
      case MAX -> "max";
      case MIN -> "min";
      case PRODUCT -> "mul";
      case NONE -> throw new IllegalArgumentException("nothing is accumulated");
    };
  }

  /// Computes a value and those that it needs, if it is not there yet.
  private void writeValue(int value) {
    if (locals[value] >= 0) return;
    int inputs = code.inputs().size();
    if (value < inputs) {
      if (isMask(value)) loadMask(value);
      else loadFloats(value);
    } else {
      var step = code.steps().get(value - inputs);
      for (int argument : step.arguments()) writeValue(argument);
      writeStep(step);
    }
    locals[value] = to.allocateLocal(TypeKind.REFERENCE);
    to.astore(locals[value]);
  }

  /// Leaves the result of a step, whose arguments are there, on the stack.
  private void writeStep(Fusion.Step step) {
    switch (step.op()) {
      case Fill fill -> constant((float) fill.value());
      case Unary unary -> writeUnary(unary, step.arguments().getFirst());
      case Arithmetic arithmetic -> {
        load(step.arguments().get(0), step.arguments().get(1));
        binary(name(arithmetic));
      }
      case Compare compare -> {
        load(step.arguments().get(0));
        comparison(name(compare.relation()));
        load(step.arguments().get(1));
        compare();
      }
      case IsNaN _ -> {
        load(step.arguments().get(0));
        comparison("NE");
        load(step.arguments().get(0));
        compare();
      }
      case Logic logic -> {
        load(step.arguments().get(0), step.arguments().get(1));
        to.invokevirtual(MASK, name(logic.connective()), MethodTypeDesc.of(MASK, MASK));
      }
      case Not _ -> {
        load(step.arguments().get(0));
        to.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
      }
      case Select _ -> {
        load(step.arguments().get(2), step.arguments().get(1), step.arguments().get(0));
        to.invokevirtual(FLOAT, "blend", MethodTypeDesc.of(FLOAT, VECTOR, MASK));
      }
      case Cast _ -> writeCast(step.arguments().getFirst(), step.dtype());
      default -> throw new IllegalArgumentException(step.op().name() + " is not written");
    }
  }

  private static String name(Arithmetic arithmetic) {
    return switch (arithmetic) {
      case Arithmetic.Add _ -> "add";
      case Arithmetic.Sub _ -> "sub";
      case Arithmetic.Mul _ -> "mul";
      case Arithmetic.Div _ -> "div";
      case Arithmetic.Maximum _ -> "max";
      case Arithmetic.Minimum _ -> "min";
      case Arithmetic.Pow _ -> throw new IllegalArgumentException("pow is not written");
    };
  }

  private static String name(Compare.Relation relation) {
    return switch (relation) {
      case EQUAL -> "EQ";
      case NOT_EQUAL -> "NE";
      case LESS -> "LT";
      case LESS_EQUAL -> "LE";
      case GREATER -> "GT";
      case GREATER_EQUAL -> "GE";
    };
  }

  private static String name(Logic.Connective connective) {
    return switch (connective) {
      case AND -> "and";
      case OR -> "or";
      case XOR -> "xor";
    };
  }

  private void writeUnary(Unary unary, int argument) {
    var same = MethodTypeDesc.of(FLOAT);
    switch (unary) {
      case Unary.Neg _ -> {
        load(argument);
        to.invokevirtual(FLOAT, "neg", same);
      }
      case Unary.Abs _ -> {
        load(argument);
        to.invokevirtual(FLOAT, "abs", same);
      }
      case Unary.Sqrt _ -> {
        load(argument);
        to.invokevirtual(FLOAT, "sqrt", same);
      }
      case Unary.Rsqrt _ -> {
        constant(1);
        load(argument);
        to.invokevirtual(FLOAT, "sqrt", same);
        binary("div");
      }
      case Unary.Reciprocal _ -> {
        constant(1);
        load(argument);
        binary("div");
      }
      case Unary.Relu _ -> {
        load(argument);
        to.fconst_0();
        load(argument);
        comparison("LE");
        to.fconst_0();
        to.invokevirtual(FLOAT, "compare", MethodTypeDesc.of(MASK, COMPARISON, CD_float));
        to.invokevirtual(FLOAT, "blend", MethodTypeDesc.of(FLOAT, CD_float, MASK));
      }
      default -> throw new IllegalArgumentException(unary.name() + " is not written");
    }
  }

  private void writeCast(int argument, DType dtype) {
    var from = code.dtype(argument);
    if (from == dtype) {
      load(argument);
    } else if (dtype == DType.F32) {
      constant(0);
      to.fconst_1();
      load(argument);
      to.invokevirtual(FLOAT, "blend", MethodTypeDesc.of(FLOAT, CD_float, MASK));
    } else {
      load(argument);
      comparison("NE");
      to.fconst_0();
      to.invokevirtual(FLOAT, "compare", MethodTypeDesc.of(MASK, COMPARISON, CD_float));
    }
  }

  private void load(int... values) {
    for (int value : values) to.aload(locals[value]);
  }

  private void constant(float value) {
    to.getstatic(LANES, "FLOATS", SPECIES).loadConstant(value);
    to.invokestatic(FLOAT, "broadcast", MethodTypeDesc.of(FLOAT, SPECIES, CD_float));
  }

  private void binary(String name) {
    to.invokevirtual(FLOAT, name, MethodTypeDesc.of(FLOAT, VECTOR));
  }

  private void comparison(String name) {
    to.getstatic(OPERATORS, name, COMPARISON);
  }

  private void compare() {
    to.invokevirtual(FLOAT, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  /// The segment and the offset of an operand's elements at `k`.
  private void place(int operand) {
    to.aload(segments[operand]).lload(offsets[operand]).iload(k).i2l();
    scale(operand);
    to.ladd();
  }

  private void order() {
    to.getstatic(LANES, "ORDER", ORDER);
  }

  private void loadFloats(int operand) {
    to.getstatic(LANES, "FLOATS", SPECIES);
    fromMemory(operand, FLOAT);
  }

  /// Loads a vector of the class `vector`, whose species is on the stack.
  private void fromMemory(int operand, ClassDesc vector) {
    place(operand);
    order();
    to.invokestatic(
        vector, "fromMemorySegment", MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER));
  }

  /// Stores what is on the stack.
  private void storeFloats(int operand) {
    place(operand);
    order();
    to.invokevirtual(FLOAT, "intoMemorySegment", STORE);
  }

  private void loadMask(int operand) {
    to.getstatic(BYTES, "BYTES", SPECIES);
    fromMemory(operand, BYTE);
    comparison("NE");
    to.iconst_0();
    to.invokevirtual(BYTE, "compare", MethodTypeDesc.of(MASK, COMPARISON, CD_byte));
    to.getstatic(LANES, "FLOATS", SPECIES);
    to.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
  }

  private void storeMask(int operand, int local) {
    to.getstatic(BYTES, "BYTES", SPECIES);
    to.invokestatic(BYTE, "zero", MethodTypeDesc.of(BYTE, SPECIES));
    to.iconst_1().aload(local).getstatic(BYTES, "BYTES", SPECIES);
    to.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
    to.invokevirtual(BYTE, "blend", MethodTypeDesc.of(BYTE, CD_byte, MASK));
    place(operand);
    order();
    to.invokevirtual(BYTE, "intoMemorySegment", STORE);
  }
}
