package io.ranvier.backend.cpu;

import io.ranvier.op.Arithmetic;
import io.ranvier.op.Compare;
import io.ranvier.op.Logic;
import io.ranvier.op.Reduction;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;

/// The loops of the elementwise operations: a table for vectors and one for scalars, which give the
/// same bits.
///
/// A register holds float32 as floats; int32 and uint8 as ints; masks as ints, all bits set or
/// none.
interface Loops {

  /// How many elements the loops take at a time.
  int lanes();

  Loop.One unary(Unary op);

  /// For ints: `neg`, `abs`, `sign`, `relu`.
  Loop.One unaryInt(Unary op);

  Loop.Two arithmetic(Arithmetic op);

  /// For ints, without powers.
  Loop.Two arithmeticInt(Arithmetic op);

  Loop.Two compare(Compare.Relation relation);

  Loop.Two compareInt(Compare.Relation relation);

  Loop.Two logic(Logic.Connective connective);

  Loop.Three select();

  Loop.One not();

  Loop.One isNaN();

  /// Among float32, int32, uint8 and masks, where the register changes.
  Loop.One cast(DType from, DType to);

  /// From bytes in memory to a register, for uint8 and masks. Any count.
  Loop.One widen(DType dtype);

  /// From a register to bytes in memory, for uint8 and masks. Any count.
  Loop.One narrow(DType dtype);

  Loop.Accumulation accumulate(Reduction reduction);

  /// For ints, without products.
  Loop.Accumulation accumulateInt(Reduction reduction);

  /// For floats.
  Loop.Columns sumColumns();

  /// The loops that this machine runs best.
  static Loops best() {
    return Simd.AVAILABLE ? new VectorLoops() : new ScalarLoops();
  }
}
