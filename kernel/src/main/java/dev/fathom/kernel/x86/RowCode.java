package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Vec.zmm;

/// Emits the operations on single rows of f32 numbers, for any number of columns: sixteen at a
/// time, the rest under a mask. Sums are taken in one order, whatever lies beside the row.
public final class RowCode {
  private static final Gpr A = Gpr.RDI;

  private static final Gpr B = Gpr.RSI;
  private static final Gpr C = Gpr.RDX;
  private static final Gpr LEFT = Gpr.RCX;

  private final Assembler a = Assembler.avx512();

  private RowCode() {}

  /// `x += y`: `(x, y, -, columns)`.
  public static byte[] add() {
    RowCode code = new RowCode();
    code.loop(
        masked -> {
          code.load(zmm(0), A, masked);
          code.load(zmm(1), B, masked);
          code.a.vaddps(zmm(0), zmm(0), zmm(1));
          code.store(A, zmm(0), masked);
          code.advance(A, B);
        });
    return code.end();
  }

  /// `x = weight * y`, or `x += weight * y` if `onTop`: `(x, y, weight's bits, columns)`.
  public static byte[] scale(boolean onTop) {
    RowCode code = new RowCode();
    code.a.vmovd(zmm(2).x(), C);
    code.a.vbroadcastss(zmm(2), zmm(2).x());
    code.loop(
        masked -> {
          code.load(zmm(1), B, masked);
          if (onTop) {
            code.load(zmm(0), A, masked);
            code.a.vfmadd231ps(zmm(0), zmm(1), zmm(2));
          } else {
            code.a.vmulps(zmm(0), zmm(1), zmm(2));
          }
          code.store(A, zmm(0), masked);
          code.advance(A, B);
        });
    return code.end();
  }

  /// `gate = gate / (1 + e^-gate) * up`: `(gate, up, -, columns)`.
  public static byte[] swiglu() {
    RowCode code = new RowCode();
    Assembler a = code.a;
    Exponential exponential = new Exponential(a, 16);
    exponential.prepare();
    a.vbroadcastss(zmm(15), a.constant(Float.floatToRawIntBits(1)));
    a.vbroadcastss(zmm(14), a.constant(Float.floatToRawIntBits((float) (-1 / Math.log(2)))));
    code.loop(
        masked -> {
          code.load(zmm(0), A, masked);
          a.vmulps(zmm(1), zmm(0), zmm(14));
          exponential.powerOfTwo(zmm(1), zmm(2), zmm(3));
          a.vaddps(zmm(1), zmm(1), zmm(15));
          a.vdivps(zmm(0), zmm(0), zmm(1));
          code.load(zmm(1), B, masked);
          a.vmulps(zmm(0), zmm(0), zmm(1));
          code.store(A, zmm(0), masked);
          code.advance(A, B);
        });
    return code.end();
  }

  /// `out = x / sqrt(mean(x^2) + epsilon) * weight`: `(out, x, weight, columns, epsilon's bits,
  /// columns as f32's bits)`. Squares are summed in 16 lanes, in order of columns, then the lanes.
  public static byte[] norm() {
    RowCode code = new RowCode();
    Assembler a = code.a;
    a.mov(Gpr.R10, B);
    a.mov(Gpr.R11, LEFT);
    a.vpxord(zmm(4), zmm(4), zmm(4));
    code.loop(
        masked -> {
          code.load(zmm(0), B, masked);
          a.vfmadd231ps(zmm(4), zmm(0), zmm(0));
          code.advance(B);
        });
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vshufi32x4(zmm(1), zmm(4), zmm(4), swap);
      a.vaddps(zmm(4), zmm(4), zmm(1));
    }
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vpshufd(zmm(1), zmm(4), swap);
      a.vaddps(zmm(4), zmm(4), zmm(1));
    }
    code.broadcast(zmm(5), Gpr.R9);
    a.vdivps(zmm(4), zmm(4), zmm(5));
    code.broadcast(zmm(5), Gpr.R8);
    a.vaddps(zmm(4), zmm(4), zmm(5));
    a.vsqrtps(zmm(4), zmm(4));
    a.vbroadcastss(zmm(5), a.constant(Float.floatToRawIntBits(1)));
    a.vdivps(zmm(4), zmm(5), zmm(4));
    a.mov(B, Gpr.R10);
    a.mov(LEFT, Gpr.R11);
    code.loop(
        masked -> {
          code.load(zmm(0), B, masked);
          code.load(zmm(1), C, masked);
          a.vmulps(zmm(0), zmm(0), zmm(4));
          a.vmulps(zmm(0), zmm(0), zmm(1));
          code.store(A, zmm(0), masked);
          code.advance(A, B, C);
        });
    return code.end();
  }

  /// Rotates `(x[i], x[i + pairs])` by cosine i and sine i: `(x, rotation, -, pairs)`.
  public static byte[] rotateHalves() {
    RowCode code = new RowCode();
    Assembler a = code.a;
    a.lea(Gpr.R8, Mem.at(A, LEFT, 4, 0));
    a.lea(Gpr.R9, Mem.at(B, LEFT, 4, 0));
    code.loop(
        masked -> {
          code.load(zmm(0), A, masked);
          code.load(zmm(1), Gpr.R8, masked);
          code.load(zmm(2), B, masked);
          code.load(zmm(3), Gpr.R9, masked);
          a.vmulps(zmm(4), zmm(0), zmm(2));
          a.vfnmadd231ps(zmm(4), zmm(1), zmm(3));
          a.vmulps(zmm(5), zmm(0), zmm(3));
          a.vfmadd231ps(zmm(5), zmm(1), zmm(2));
          code.store(A, zmm(4), masked);
          code.store(Gpr.R8, zmm(5), masked);
          code.advance(A, B, Gpr.R8, Gpr.R9);
        });
    return code.end();
  }

  /// Rotates `(x[2i], x[2i + 1])` by cosine i and sine i: `(x, cosines, sines, columns)`, with each
  /// cosine twice, and each sine twice, first negative.
  public static byte[] rotateNeighbours() {
    RowCode code = new RowCode();
    Assembler a = code.a;
    code.loop(
        masked -> {
          code.load(zmm(0), A, masked);
          code.load(zmm(2), B, masked);
          code.load(zmm(3), C, masked);
          a.vpshufd(zmm(1), zmm(0), 0xB1);
          a.vmulps(zmm(4), zmm(0), zmm(2));
          a.vfmadd231ps(zmm(4), zmm(1), zmm(3));
          code.store(A, zmm(4), masked);
          code.advance(A, B, C);
        });
    return code.end();
  }

  /// Rounds to f16, to the nearest, ties to even: `(to, from, -, columns)`.
  public static byte[] halves() {
    RowCode code = new RowCode();
    Assembler a = code.a;
    code.loop(
        masked -> {
          code.load(zmm(0), B, masked);
          if (masked) {
            a.where(Mask.K1).vcvtps2ph(Mem.at(A), zmm(0));
          } else {
            a.vcvtps2ph(Mem.at(A), zmm(0));
          }
          a.add(A, 32);
          code.advance(B);
        });
    return code.end();
  }

  @FunctionalInterface
  private interface Body {
    void emit(boolean masked);
  }

  /// `body` for sixteen columns at a time, then for the rest with K1 set.
  private void loop(Body body) {
    Label rest = new Label();
    Label done = new Label();
    Label loop = a.here();
    a.cmp(LEFT, 16);
    a.jump(Condition.LESS, rest);
    body.emit(false);
    a.sub(LEFT, 16);
    a.jmp(loop);
    a.bind(rest);
    a.test(LEFT, LEFT);
    a.jump(Condition.EQUAL, done);
    a.mov(Gpr.RAX, 1);
    Label shift = a.here();
    a.add(Gpr.RAX, Gpr.RAX);
    a.sub(LEFT, 1);
    a.jump(Condition.NOT_EQUAL, shift);
    a.sub(Gpr.RAX, 1);
    a.kmovw(Mask.K1, Gpr.RAX);
    body.emit(true);
    a.bind(done);
  }

  private void broadcast(Vec to, Gpr bits) {
    a.vmovd(to.x(), bits);
    a.vbroadcastss(to, to.x());
  }

  private void load(Vec to, Gpr from, boolean masked) {
    if (masked) {
      a.whereElseZero(Mask.K1);
    }
    a.vmovups(to, Mem.at(from));
  }

  private void store(Gpr to, Vec from, boolean masked) {
    if (masked) {
      a.where(Mask.K1);
    }
    a.vmovups(Mem.at(to), from);
  }

  private void advance(Gpr... pointers) {
    for (Gpr pointer : pointers) {
      a.add(pointer, 64);
    }
  }

  private byte[] end() {
    a.vzeroupper();
    a.ret();
    return a.finish();
  }
}
