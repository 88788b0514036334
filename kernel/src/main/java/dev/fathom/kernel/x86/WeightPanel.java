package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Vec.zmm;

import dev.fathom.tensor.ElementType;

/// Emits code that unpacks 16 rows by 256 columns of a quantised weight to a panel in the first
/// cache, as {@link ProductCode} multiplies them: levels, unsigned and of 8 bits, four columns of
/// 16 rows to a vector; then scales and steps, one row a lane. A panel holds 32 rows, 16 and 16 by
/// turns; both halves are written by the same code from addresses 64 bytes apart.
final class WeightPanel {
  /// Bytes of all levels; scales lie behind.
  static final int LEVELS = 8192;

  /// Q4_K, Q5_K: 8 vectors of scales behind the levels, then 4 of pairs of minima, then two steps.
  static final int MINIMA = LEVELS + 8 * 128;

  static final int STEPS_Q45 = MINIMA + 4 * 128;

  /// Q6_K: 16 vectors of scales behind the levels, then the step.
  static final int STEP_Q6 = LEVELS + 16 * 128;

  /// Bytes of a panel.
  static final int BYTES = STEP_Q6 + 128;

  /// Where the first row starts, as {@link RowPieces} wants it.
  static final Gpr ROWS = Gpr.R8;

  static final Gpr STRIDE = Gpr.RAX;

  /// Where the panel's half starts.
  static final Gpr PANEL = Gpr.RDI;

  /// Blocks of 32 columns to unpack (for types of 32 columns a block); counted down.
  static final Gpr BLOCKS = Gpr.RCX;

  private static final Gpr STEPS = Gpr.RSI;

  private static final Vec LOW = zmm(31);
  private static final Vec HIGH = zmm(30);
  private static final Vec SIX = zmm(29);

  private final Assembler a;
  private final RowPieces pieces;
  private final ElementType type;

  WeightPanel(Assembler a, ElementType type) {
    this.a = a;
    this.type = type;
    // as many lines as the 16 rows of a block have, by the pieces that it takes
    int lines = Math.ceilDiv(16 * type.blockBytes(), 64);
    this.pieces = new RowPieces(a, Math.ceilDiv(lines, pieces(type)));
  }

  /// What {@link #unpack} expects to find in registers 29 to 31.
  void constants() {
    a.vbroadcastss(LOW, a.constant(0x0F0F0F0F));
    switch (type) {
      case Q4_K -> a.vbroadcastss(SIX, a.constant(63));
      case Q5_K -> {
        a.vbroadcastss(HIGH, a.constant(0x10101010));
        a.vbroadcastss(SIX, a.constant(63));
      }
      case Q6_K -> a.vbroadcastss(HIGH, a.constant(0x30303030));
      case Q8_0 -> a.vbroadcastss(HIGH, a.constant(0x80808080));
      default -> {}
    }
  }

  private static int pieces(ElementType type) {
    return switch (type) {
      case Q4_K -> 9;
      case Q5_K -> 11;
      case Q6_K -> 14;
      case Q8_0 -> 3;
      default -> 2;
    };
  }

  void unpack() {
    pieces.start();
    switch (type) {
      case Q4_K -> {
        fourBits();
        sixBitScales();
      }
      case Q5_K -> {
        fiveBits();
        sixBitScales();
      }
      case Q6_K -> {
        sixBits();
        byteScales();
      }
      case Q8_0, Q4_0 -> smallBlocks();
      default -> throw new IllegalArgumentException("no panel for " + type);
    }
  }

  /// Columns `4 step .. 4 step + 4` of the rows.
  private void level(int step, Vec levels) {
    a.vmovdqu32(Mem.at(PANEL, 128 * step), levels);
  }

  private void fourBits() {
    for (int group = 0; group < 4; group++) {
      for (int half = 0; half < 2; half++) {
        pieces.transposed(0, 16 + 32 * group + 16 * half);
        for (int i = 0; i < 4; i++) {
          int step = 16 * group + 4 * half + i;
          a.vpandd(zmm(8 + i), LOW, zmm(i));
          level(step, zmm(8 + i));
          a.vpsrlw(zmm(12 + i), zmm(i), 4);
          a.vpandd(zmm(12 + i), zmm(12 + i), LOW);
          level(step + 8, zmm(12 + i));
        }
      }
    }
  }

  private void fiveBits() {
    for (int half = 0; half < 2; half++) {
      pieces.transposed(16, 16 + 16 * half); // fifth bits: bit j of a byte is sub-block j's
      for (int group = 0; group < 4; group++) {
        pieces.transposed(0, 48 + 32 * group + 16 * half);
        for (int i = 0; i < 4; i++) {
          int step = 16 * group + 4 * half + i;
          a.vpandd(zmm(8), LOW, zmm(i));
          fifth(zmm(8), zmm(16 + i), 2 * group);
          level(step, zmm(8));
          a.vpsrlw(zmm(12), zmm(i), 4);
          a.vpandd(zmm(12), zmm(12), LOW);
          fifth(zmm(12), zmm(16 + i), 2 * group + 1);
          level(step + 8, zmm(12));
        }
      }
    }
  }

  /// `levels |= (bits >> bit & 1) << 4`, byte by byte.
  private void fifth(Vec levels, Vec bits, int bit) {
    Vec t = zmm(24);
    shiftTo(t, bits, bit, 4);
    a.vpandd(t, t, HIGH);
    a.vpord(levels, levels, t);
  }

  /// Brings bit `from` of every byte to bit `to`; neighbouring bytes disturb other bits only.
  private void shiftTo(Vec target, Vec bits, int from, int to) {
    if (from < to) {
      a.vpsllw(target, bits, to - from);
    } else if (from > to) {
      a.vpsrlw(target, bits, from - to);
    } else {
      a.vmovdqu32(target, bits);
    }
  }

  private void sixBits() {
    for (int side = 0; side < 2; side++) {
      for (int half = 0; half < 2; half++) {
        pieces.transposed(0, 64 * side + 16 * half);
        pieces.transposed(4, 64 * side + 32 + 16 * half);
        pieces.transposed(8, 128 + 32 * side + 16 * half);
        for (int i = 0; i < 4; i++) {
          int step = 32 * side + 4 * half + i;
          sixBits(step, zmm(i), false, zmm(8 + i), 0);
          sixBits(step + 8, zmm(4 + i), false, zmm(8 + i), 2);
          sixBits(step + 16, zmm(i), true, zmm(8 + i), 4);
          sixBits(step + 24, zmm(4 + i), true, zmm(8 + i), 6);
        }
      }
    }
  }

  /// Four bits of `lower` and the two from `bit` of `upper`.
  private void sixBits(int step, Vec lower, boolean highNibble, Vec upper, int bit) {
    Vec t = zmm(20);
    Vec u = zmm(21);
    shiftTo(t, upper, bit, 4);
    a.vpandd(t, t, HIGH);
    if (highNibble) {
      a.vpsrlw(u, lower, 4);
      a.vpandd(u, u, LOW);
    } else {
      a.vpandd(u, lower, LOW);
    }
    a.vpord(t, t, u);
    level(step, t);
  }

  /// The 16 bytes before the levels of Q4_K and Q5_K: d, dmin, then 12 bytes A, B, C (four each).
  /// Scales 0 to 3 are `A & 63`, 4 to 7 `C & 15` with the top bits of A; minima likewise `B & 63`,
  /// `C >> 4` with those of B.
  private void sixBitScales() {
    pieces.transposed(0, 0);
    for (int i = 0; i < 4; i++) {
      a.vpsrld(zmm(8), zmm(1), 8 * i);
      a.vpandd(zmm(8), zmm(8), SIX);
      a.vmovdqu32(Mem.at(PANEL, LEVELS + 128 * i), zmm(8));
      upperScale(zmm(9), 8 * i, zmm(1), 8 * i + 6);
      a.vmovdqu32(Mem.at(PANEL, LEVELS + 128 * (4 + i)), zmm(9));
      a.vpsrld(zmm(16 + i), zmm(2), 8 * i);
      a.vpandd(zmm(16 + i), zmm(16 + i), SIX);
      upperScale(zmm(20 + i), 8 * i + 4, zmm(2), 8 * i + 6);
    }
    for (int pair = 0; pair < 4; pair++) {
      Vec odd = zmm(16 + 2 * pair + 1);
      a.vpslld(odd, odd, 16);
      a.vpord(odd, odd, zmm(16 + 2 * pair));
      a.vmovdqu32(Mem.at(PANEL, MINIMA + 128 * pair), odd);
    }
    step(zmm(0), 0, STEPS_Q45);
    step(zmm(0), 16, STEPS_Q45 + 128);
  }

  /// Four bits of C from `bit`, below two of `tops` from `topBit`.
  private void upperScale(Vec to, int bit, Vec tops, int topBit) {
    Vec t = zmm(24);
    a.vpsrld(to, zmm(3), bit);
    a.vpandd(to, to, a.constant(0x0F).repeated());
    a.vpsrld(t, tops, topBit);
    a.vpandd(t, t, a.constant(3).repeated());
    a.vpslld(t, t, 4);
    a.vpord(to, to, t);
  }

  /// The f16 in bits `bit .. bit + 16` of every lane, as f32 to the panel.
  private void step(Vec halves, int bit, int offset) {
    Vec t = zmm(24);
    Vec narrow = bit == 0 ? halves : t;
    if (bit != 0) {
      a.vpsrld(t, halves, bit);
    }
    a.vpmovdw(zmm(25).y(), narrow);
    a.vcvtph2ps(t, zmm(25).y());
    a.vmovups(Mem.at(PANEL, offset), t);
  }

  /// Q6_K: 16 signed bytes, then d.
  private void byteScales() {
    pieces.transposed(0, 192);
    for (int i = 0; i < 16; i++) {
      Vec t = zmm(8 + i % 4);
      a.vpslld(t, zmm(i / 4), 24 - 8 * (i % 4));
      a.vpsrad(t, t, 24);
      a.vmovdqu32(Mem.at(PANEL, LEVELS + 128 * i), t);
    }
    pieces.word(0, 194, 3);
    step(zmm(0), 16, STEP_Q6);
  }

  private void smallBlocks() {
    a.lea(STEPS, Mem.at(PANEL, LEVELS));
    Label loop = a.here();
    pieces.word(0, 0, 0);
    a.vpmovdw(zmm(1).y(), zmm(0));
    a.vcvtph2ps(zmm(0), zmm(1).y());
    a.vmovups(Mem.at(STEPS), zmm(0));
    if (type == ElementType.Q8_0) {
      eightBits();
    } else {
      nibblesOfSmallBlock();
    }
    pieces.advance(type.blockBytes());
    a.add(PANEL, 8 * 128);
    a.add(STEPS, 128);
    a.sub(BLOCKS, 1);
    a.jump(Condition.NOT_EQUAL, loop);
  }

  /// Signed levels become unsigned ones by adding 128.
  private void eightBits() {
    for (int half = 0; half < 2; half++) {
      pieces.transposed(0, 2 + 16 * half);
      for (int i = 0; i < 4; i++) {
        a.vpxord(zmm(i), zmm(i), HIGH);
        level(4 * half + i, zmm(i));
      }
    }
  }

  /// Low nibbles are columns 0 to 15, high ones 16 to 31.
  private void nibblesOfSmallBlock() {
    pieces.transposed(0, 2);
    for (int i = 0; i < 4; i++) {
      a.vpandd(zmm(8 + i), LOW, zmm(i));
      level(i, zmm(8 + i));
      a.vpsrlw(zmm(12 + i), zmm(i), 4);
      a.vpandd(zmm(12 + i), zmm(12 + i), LOW);
      level(4 + i, zmm(12 + i));
    }
  }
}
