package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Vec.ymm;
import static dev.fathom.kernel.x86.Vec.zmm;

import dev.fathom.tensor.ElementType;

/// How activations lie for the integer kernels, and the code that rounds them so. A block holds 256
/// columns of one row in {@link #BYTES} bytes: 256 levels of 8 bits, then what the kernels need of
/// their sums, then the steps. Levels and steps are those of ggml's Q8_K ({@link #wide}: one step
/// for 256 columns) or of its Q8_0 ({@link #narrow}: one for 32).
///
/// A block with a NaN or an infinity gets a NaN as its step, so that every product with it is NaN.
/// The steps of narrow ones are f16, as ggml's: zero if the largest magnitude is below 4e-6, and
/// infinite above 8e6. A wide block whose largest magnitude is below 4e-37 counts as zeros.
public final class ActivationBlocks {
  /// Columns of a block.
  public static final int COLUMNS = 256;

  /// Bytes from block to block.
  public static final int BYTES = 352;

  /// Wide: 16 ints, -32 times the sum of 16 levels: what Q6_K's levels are too large by.
  static final int SIXTEENTHS = 256;

  /// Wide: 8 shorts, sums of 32 levels, for the minima of Q4_K and Q5_K.
  static final int SUMS = 320;

  /// Wide: the step, f32.
  static final int STEP = 336;

  /// Narrow: 8 ints, -128 times the sum of 32 levels, for Q8_0.
  static final int MINUS_128 = 256;

  /// Narrow: 8 ints, -8 times the sum of 32 levels, for Q4_0.
  static final int MINUS_8 = 288;

  /// Narrow: 8 steps, f32.
  static final int STEPS = 320;

  static final Gpr FROM = Gpr.RDI;
  static final Gpr TO = Gpr.RSI;
  private static final Gpr COUNT = Gpr.RDX;
  private static final Gpr STRIDE = Gpr.RCX;

  // narrow: columns done of the block that lies at BLOCK
  private static final Gpr COLUMN = Gpr.R9;
  private static final Gpr BLOCK = Gpr.R10;

  /// Elements 1, 2 and 3 of every 128-bit lane.
  private static final Mask[] ELEMENTS = {Mask.K2, Mask.K3, Mask.K4};

  private static final Vec ZERO = zmm(31);
  private static final Vec MAGNITUDE = zmm(30);
  private static final Vec LARGEST_LEVEL = zmm(29);
  private static final Vec ONE = zmm(28);
  private static final Vec SPOILED = zmm(27);
  private static final Vec LARGEST = zmm(26);
  private static final Vec SCALE = zmm(25);
  private static final Vec T = zmm(24);
  private static final Vec U = zmm(23);

  private ActivationBlocks() {}

  /// Whether activations that meet `type` are rounded in steps of 256 columns, else of 32.
  public static boolean isWide(ElementType type) {
    return type.blockLength() == COLUMNS;
  }

  /// `(from, to, blocks, stride)`: 256 floats at a time from `from` to blocks `stride` bytes apart.
  static byte[] wide() {
    Assembler a = Assembler.avx512();
    constants(a);
    a.vbroadcasti32x4(zmm(22), a.constant(0x01010101, 0x01010101, 0x01010101, 0x01010101));
    a.vmovdqu32(zmm(21), a.constant(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    a.vmovdqu32(zmm(20), a.constant(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0));
    for (int i = 1; i < 4; i++) {
      a.mov(Gpr.RAX, 0x1111L << i);
      a.kmovw(ELEMENTS[i - 1], Gpr.RAX);
    }
    Label loop = a.here();
    for (int i = 0; i < 16; i++) {
      take(a, zmm(i), i);
    }
    largestOfAll(a);
    a.vdivps(SCALE, LARGEST_LEVEL, LARGEST);
    a.vcmpps(Mask.K1, LARGEST, ZERO, 4);
    a.whereElseZero(Mask.K1).vmovups(SCALE, SCALE);
    for (int i = 0; i < 16; i++) {
      round(a, zmm(i), i);
    }
    a.whereElseZero(Mask.K1).vdivps(T, ONE, SCALE);
    spoil(a, T);
    sumsOfSixteen(a);
    a.vmovss(Mem.at(TO, STEP), T.x());
    next(a, loop, 4 * COLUMNS);
    return a.finish();
  }

  private static void constants(Assembler a) {
    a.vpxord(ZERO, ZERO, ZERO);
    a.vbroadcastss(MAGNITUDE, a.constant(0x7FFF_FFFF));
    a.vbroadcastss(LARGEST_LEVEL, a.constant(Float.floatToRawIntBits(127)));
    a.vbroadcastss(ONE, a.constant(Float.floatToRawIntBits(1)));
  }

  /// Loads 16 floats; keeps their magnitudes and whether one is not finite (0 times it is NaN).
  private static void take(Assembler a, Vec values, int i) {
    a.vmovups(values, Mem.at(FROM, 64 * i));
    if (i == 0) {
      a.vpandd(LARGEST, MAGNITUDE, values);
      a.vmulps(SPOILED, values, ZERO);
    } else {
      a.vpandd(T, MAGNITUDE, values);
      a.vmaxps(LARGEST, LARGEST, T);
      a.vfmadd231ps(SPOILED, values, ZERO);
    }
  }

  /// The largest magnitude to all lanes of `LARGEST`, zero or NaN to `SPOILED`.
  private static void largestOfAll(Assembler a) {
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vshufi32x4(T, LARGEST, LARGEST, swap);
      a.vmaxps(LARGEST, LARGEST, T);
      a.vshufi32x4(U, SPOILED, SPOILED, swap);
      a.vaddps(SPOILED, SPOILED, U);
    }
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vpshufd(T, LARGEST, swap);
      a.vmaxps(LARGEST, LARGEST, T);
      a.vpshufd(U, SPOILED, swap);
      a.vaddps(SPOILED, SPOILED, U);
    }
  }

  private static void round(Assembler a, Vec values, int i) {
    a.vmulps(values, values, SCALE);
    a.vcvtps2dq(values, values);
    a.vpmovsdb(Mem.at(TO, 16 * i), values);
  }

  private static void spoil(Assembler a, Vec step) {
    a.vaddps(step, step, SPOILED);
  }

  /// From the 256 levels just stored: sums of 16, then of 32.
  private static void sumsOfSixteen(Assembler a) {
    Vec ones = zmm(22);
    for (int i = 0; i < 4; i++) {
      Vec sums = zmm(i);
      a.vpxord(sums, sums, sums);
      a.vpdpbusd(sums, ones, Mem.at(TO, 64 * i));
      a.vpshufd(U, sums, 0xB1);
      a.vpaddd(sums, sums, U);
      a.vpshufd(U, sums, 0x4E);
      a.vpaddd(sums, sums, U);
    }
    // lane l of vector i holds sum 4i + l, four times: element i of the lane is taken
    for (int i = 1; i < 4; i++) {
      a.where(ELEMENTS[i - 1]).vmovdqu32(zmm(0), zmm(i));
    }
    a.vpermd(zmm(0), zmm(21), zmm(0));
    a.vpslld(zmm(1), zmm(0), 5);
    a.vpsubd(zmm(1), ZERO, zmm(1));
    a.vmovdqu32(Mem.at(TO, SIXTEENTHS), zmm(1));
    a.vpshufd(zmm(1), zmm(0), 0xB1);
    a.vpaddd(zmm(0), zmm(0), zmm(1));
    a.vpermd(zmm(0), zmm(20), zmm(0));
    a.vpmovdw(Mem.at(TO, SUMS), zmm(0));
  }

  static void next(Assembler a, Label loop, int bytes) {
    a.add(FROM, bytes);
    a.add(TO, STRIDE);
    a.sub(COUNT, 1);
    a.jump(Condition.NOT_EQUAL, loop);
    a.vzeroupper();
    a.ret();
  }

  /// `(from, to, columns, stride)`: as {@link #wide}, steps of 32 columns; `columns` is a multiple
  /// of 32.
  static byte[] narrow() {
    Assembler a = Assembler.avx512();
    constants(a);
    Label loop = startNarrow(a);
    take(a, zmm(0), 0);
    take(a, zmm(1), 1);
    largestOfAll(a);
    a.vdivps(SCALE, LARGEST_LEVEL, LARGEST);
    a.vcmpps(Mask.K1, LARGEST, ZERO, 4);
    a.whereElseZero(Mask.K1).vmovups(SCALE, SCALE);
    for (int i = 0; i < 2; i++) {
      a.vmulps(zmm(i), zmm(i), SCALE);
      a.vcvtps2dq(zmm(i), zmm(i));
      a.vpmovsdb(Mem.at(TO, 16 * i), zmm(i));
    }
    a.vpaddd(zmm(0), zmm(0), zmm(1));
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vshufi32x4(T, zmm(0), zmm(0), swap);
      a.vpaddd(zmm(0), zmm(0), T);
    }
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vpshufd(T, zmm(0), swap);
      a.vpaddd(zmm(0), zmm(0), T);
    }
    a.vdivps(T, LARGEST, LARGEST_LEVEL);
    a.vcvtps2ph(ymm(1), T);
    a.vcvtph2ps(T, ymm(1));
    spoil(a, T);
    storeNarrow(a, T, zmm(0), ZERO);
    nextNarrow(a, loop);
    return a.finish();
  }

  static Label startNarrow(Assembler a) {
    a.mov(BLOCK, TO);
    a.xor(COLUMN, COLUMN);
    return a.here();
  }

  /// Step and sum of 32 levels; clobbers `step`.
  static void storeNarrow(Assembler a, Vec step, Vec sum, Vec zero) {
    // what belongs to block b of 32 lies at 4 b
    Gpr end = Gpr.R8;
    a.mov(end, COLUMN);
    a.shr(end, 3);
    a.add(end, BLOCK);
    a.vmovss(Mem.at(end, STEPS), step.x());
    a.vpslld(step, sum, 7);
    a.vpsubd(step, zero, step);
    a.vmovss(Mem.at(end, MINUS_128), step.x());
    a.vpslld(step, sum, 3);
    a.vpsubd(step, zero, step);
    a.vmovss(Mem.at(end, MINUS_8), step.x());
  }

  /// The next 32 columns, until there are no more.
  static void nextNarrow(Assembler a, Label loop) {
    a.add(FROM, 128);
    a.add(TO, 32);
    a.add(COLUMN, 32);
    a.sub(COUNT, 32);
    Label done = new Label();
    a.jump(Condition.EQUAL, done);
    a.cmp(COLUMN, COLUMNS);
    a.jump(Condition.NOT_EQUAL, loop);
    a.xor(COLUMN, COLUMN);
    a.add(BLOCK, STRIDE);
    a.mov(TO, BLOCK);
    a.jmp(loop);
    a.bind(done);
    a.vzeroupper();
    a.ret();
  }
}
