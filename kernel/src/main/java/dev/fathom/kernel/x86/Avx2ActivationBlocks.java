package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.ActivationBlocks.FROM;
import static dev.fathom.kernel.x86.ActivationBlocks.TO;
import static dev.fathom.kernel.x86.Vec.ymm;

/// The code that rounds {@link ActivationBlocks} for processors without AVX-512. What it writes is
/// the same, bit for bit.
final class Avx2ActivationBlocks {
  private static final Vec ZERO = ymm(15);
  private static final Vec MAGNITUDE = ymm(14);
  private static final Vec LARGEST_LEVEL = ymm(13);
  private static final Vec ORDER = ymm(12);
  private static final Vec SPOILED = ymm(11);
  private static final Vec LARGEST = ymm(10);
  private static final Vec SCALE = ymm(9);
  private static final Vec T = ymm(8);
  private static final Vec U = ymm(7);

  /// All ones in every lane if the largest magnitude is zero.
  private static final Vec EMPTY = ymm(6);

  private Avx2ActivationBlocks() {}

  /// As {@link ActivationBlocks#wide}. The floats are read twice: there are no registers for 256.
  static byte[] wide() {
    Assembler a = Assembler.avx();
    constants(a);
    Label loop = a.here();
    for (int i = 0; i < 32; i++) {
      take(a, ymm(0), i);
    }
    largestOfAll(a);
    scale(a);
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < 4; j++) {
        a.vmovups(ymm(j), Mem.at(FROM, 128 * i + 32 * j));
        round(a, ymm(j));
      }
      pack(a, 32 * i);
    }
    a.vbroadcastss(T, a.constant(Float.floatToRawIntBits(1)));
    a.vdivps(T, T, SCALE);
    a.vpandnd(T, EMPTY, T);
    a.vaddps(T, T, SPOILED);
    a.vmovss(Mem.at(TO, ActivationBlocks.STEP), T.x());
    sumsOfSixteen(a);
    ActivationBlocks.next(a, loop, 4 * ActivationBlocks.COLUMNS);
    return a.finish();
  }

  private static void constants(Assembler a) {
    a.vpxord(ZERO, ZERO, ZERO);
    a.vbroadcastss(MAGNITUDE, a.constant(0x7FFF_FFFF));
    a.vbroadcastss(LARGEST_LEVEL, a.constant(Float.floatToRawIntBits(127)));
    a.vmovdqu32(ORDER, a.constant(0, 4, 1, 5, 2, 6, 3, 7));
  }

  /// Loads 8 floats; keeps their magnitudes and whether one is not finite (0 times it is NaN).
  private static void take(Assembler a, Vec values, int i) {
    a.vmovups(values, Mem.at(FROM, 32 * i));
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
    a.vperm2i128(T, LARGEST, LARGEST, 1);
    a.vmaxps(LARGEST, LARGEST, T);
    a.vperm2i128(U, SPOILED, SPOILED, 1);
    a.vaddps(SPOILED, SPOILED, U);
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vpshufd(T, LARGEST, swap);
      a.vmaxps(LARGEST, LARGEST, T);
      a.vpshufd(U, SPOILED, swap);
      a.vaddps(SPOILED, SPOILED, U);
    }
  }

  private static void scale(Assembler a) {
    a.vdivps(SCALE, LARGEST_LEVEL, LARGEST);
    a.vpcmpeqd(EMPTY, LARGEST, ZERO);
    a.vpandnd(SCALE, EMPTY, SCALE);
  }

  private static void round(Assembler a, Vec values) {
    a.vmulps(values, values, SCALE);
    a.vcvtps2dq(values, values);
  }

  /// Registers 0 to 3 as 32 levels `offset` bytes into the block.
  private static void pack(Assembler a, int offset) {
    a.vpackssdw(ymm(0), ymm(0), ymm(1));
    a.vpackssdw(ymm(2), ymm(2), ymm(3));
    a.vpacksswb(ymm(0), ymm(0), ymm(2));
    a.vpermd(ymm(0), ORDER, ymm(0));
    a.vmovdqu32(Mem.at(TO, offset), ymm(0));
  }

  /// From the 256 levels just stored: sums of 16, then of 32.
  private static void sumsOfSixteen(Assembler a) {
    a.vbroadcastss(T, a.constant(0x01010101));
    a.vbroadcastss(U, a.constant(0x0001_0001));
    for (int i = 0; i < 2; i++) {
      int at = 128 * i;
      Vec sums = ymm(i);
      sumsOfFour(a, sums, at);
      sumsOfFour(a, ymm(2), at + 32);
      a.vphaddd(sums, sums, ymm(2));
      sumsOfFour(a, ymm(2), at + 64);
      sumsOfFour(a, ymm(3), at + 96);
      a.vphaddd(ymm(2), ymm(2), ymm(3));
      a.vphaddd(sums, sums, ymm(2)); // even ones in the lower half, odd ones in the upper
      a.vpermd(ymm(2), ORDER, sums);
      a.vpslld(ymm(2), ymm(2), 5);
      a.vpsubd(ymm(2), ZERO, ymm(2));
      a.vmovdqu32(Mem.at(TO, ActivationBlocks.SIXTEENTHS + 32 * i), ymm(2));
      a.vextracti32x4(ymm(2).x(), sums, 1);
      a.vpaddd(sums, sums, ymm(2));
    }
    a.vpackssdw(ymm(0).x(), ymm(0).x(), ymm(1).x());
    a.vmovdqu32(Mem.at(TO, ActivationBlocks.SUMS), ymm(0).x());
  }

  private static void sumsOfFour(Assembler a, Vec to, int offset) {
    a.vpmaddubsw(to, T, Mem.at(TO, offset));
    a.vpmaddwd(to, to, U);
  }

  /// As {@link ActivationBlocks#narrow}.
  static byte[] narrow() {
    Assembler a = Assembler.avx();
    constants(a);
    Label loop = ActivationBlocks.startNarrow(a);
    for (int i = 0; i < 4; i++) {
      take(a, ymm(i), i);
    }
    largestOfAll(a);
    scale(a);
    for (int i = 0; i < 4; i++) {
      round(a, ymm(i));
    }
    Vec sum = ymm(4);
    a.vpaddd(sum, ymm(0), ymm(1));
    a.vpaddd(T, ymm(2), ymm(3));
    a.vpaddd(sum, sum, T);
    pack(a, 0);
    a.vperm2i128(T, sum, sum, 1);
    a.vpaddd(sum, sum, T);
    for (int swap : new int[] {0x4E, 0xB1}) {
      a.vpshufd(T, sum, swap);
      a.vpaddd(sum, sum, T);
    }
    a.vdivps(T, LARGEST, LARGEST_LEVEL);
    a.vcvtps2ph(T.x(), T);
    a.vcvtph2ps(T, T.x());
    a.vaddps(T, T, SPOILED);
    ActivationBlocks.storeNarrow(a, T, sum, ZERO);
    ActivationBlocks.nextNarrow(a, loop);
    return a.finish();
  }
}
