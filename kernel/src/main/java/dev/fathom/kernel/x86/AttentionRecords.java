package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Gpr.R10;
import static dev.fathom.kernel.x86.Gpr.R8;
import static dev.fathom.kernel.x86.Gpr.RAX;
import static dev.fathom.kernel.x86.Gpr.RCX;
import static dev.fathom.kernel.x86.Gpr.RDI;
import static dev.fathom.kernel.x86.Gpr.RDX;
import static dev.fathom.kernel.x86.Gpr.RSI;

/// Emits what comes before and after the tiles of attention: queries scaled, records merged, means.
/// See {@link AttentionCode} for the arguments.
final class AttentionRecords {
  private static final Gpr AT = RAX;

  private final Assembler a;
  private final AttentionShape shape;

  AttentionRecords(Assembler a, AttentionShape shape) {
    this.a = a;
    this.shape = shape;
  }

  /// Runs `body` for every sixteen of `elements` floats, the byte offset in AT.
  private void over(int elements, Runnable body) {
    a.mov(AT, 0);
    Label more = a.here();
    body.run();
    a.add(AT, 64);
    a.cmp(AT, 4 * elements);
    a.jump(Condition.LESS, more);
  }

  private static Mem part(Gpr start) {
    return Mem.at(start, AT, 1, 0);
  }

  private void end() {
    a.vzeroupper();
    a.ret();
  }

  Label prepare() {
    Gpr from = RDI;
    Gpr to = RSI;
    Vec factor = Vec.zmm(0);
    Vec value = Vec.zmm(1);
    Label start = a.here();
    a.vpbroadcastd(factor, RDX);
    over(
        shape.keyWidth(),
        () -> {
          a.vmulps(value, factor, part(from));
          a.vmovups(part(to), value);
        });
    end();
    return start;
  }

  Label finish() {
    Gpr record = RDI;
    Gpr to = RSI;
    Vec total = Vec.zmm(0);
    Vec value = Vec.zmm(1);
    Label start = a.here();
    a.vbroadcastss(total, Mem.at(record, shape.largest() + 4));
    over(
        shape.valueWidth(),
        () -> {
          a.vmovups(value, part(record));
          a.vdivps(value, value, total);
          a.vmovups(part(to), value);
        });
    end();
    return start;
  }

  /// `M = max(M, m)`; sums times the power of two by which their own largest was less, added.
  Label merge() {
    Gpr into = RDI;
    Gpr record = RSI;
    Gpr left = RDX;
    Gpr intoStride = RCX;
    Gpr recordStride = R8;
    Gpr total = R10;
    Exponential exponential = new Exponential(a, 16);
    Label start = a.here();
    Label next = new Label();
    exponential.prepare();
    Label more = a.here();
    // a query that sees nothing of a tile has no weights there; its sums stay as they are
    a.movl(total, Mem.at(record, shape.largest() + 4));
    a.test(total, total);
    a.jump(Condition.EQUAL, next);
    factors(into, record, exponential);
    over(shape.valueWidth(), () -> mergeVector(part(into), part(record)));
    a.bind(next);
    a.add(into, intoStride);
    a.add(record, recordStride);
    a.sub(left, 1);
    a.jump(Condition.NOT_EQUAL, more);
    end();
    return start;
  }

  private static final Vec OLD = Vec.zmm(0);
  private static final Vec NEW = Vec.zmm(1);
  private static final Vec LARGEST = Vec.zmm(2);
  private static final Vec SUM = Vec.zmm(3);

  /// The factors of old sums and new to OLD and NEW; the largest and the totals merged.
  private void factors(Gpr into, Gpr record, Exponential exponential) {
    a.vbroadcastss(OLD, Mem.at(into, shape.largest()));
    a.vbroadcastss(NEW, Mem.at(record, shape.largest()));
    a.vmaxps(LARGEST, OLD, NEW);
    a.vsubps(OLD, OLD, LARGEST);
    a.vsubps(NEW, NEW, LARGEST);
    exponential.powerOfTwo(OLD, Vec.zmm(4), Vec.zmm(5));
    exponential.powerOfTwo(NEW, Vec.zmm(4), Vec.zmm(5));
    a.vmovss(Mem.at(into, shape.largest()), LARGEST.x());
    int total = shape.largest() + 4;
    a.vmovss(SUM.x(), Mem.at(record, total));
    a.vmulps(SUM, SUM, NEW);
    a.vmovss(LARGEST.x(), Mem.at(into, total));
    a.vfmadd231ps(SUM, LARGEST, OLD);
    a.vmovss(Mem.at(into, total), SUM.x());
  }

  private void mergeVector(Mem into, Mem record) {
    a.vmulps(SUM, NEW, record);
    a.vfmadd231ps(SUM, OLD, into);
    a.vmovups(into, SUM);
  }
}
