package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;

/// Emits code that unpacks as many rows as a vector has lanes, by 256 columns, of a quantised
/// weight to a panel in the first cache, as {@link ProductCode} multiplies them: levels, unsigned
/// and of 8 bits, four columns of a row to a lane; then scales and steps, one row a lane. A panel
/// holds two vectors of rows by turns; both halves are written by the same code from addresses one
/// vector apart. No more than 16 registers are needed, besides those of {@link #constants}.
final class WeightPanel implements LevelSink {
  /// Pairs of vectors of a panel.
  static final int PAIRS = 64 + 16 + 1;

  /// Where the panel's half starts.
  static final Gpr PANEL = Gpr.RDI;

  /// Blocks of 32 columns to unpack (for types of 32 columns a block); counted down.
  static final Gpr BLOCKS = Gpr.RCX;

  private static final Gpr STEPS = Gpr.RSI;

  // registers of what is the same in every lane, where there are so many registers
  private static final int LOW = 31;
  private static final int HIGH = 30;
  private static final int SIX = 29;

  private final Assembler a;
  private final Target target;
  private final RowPieces pieces;
  private final ElementType type;
  private final int pair;
  private LevelSink sink = this;

  WeightPanel(Assembler a, Target target, ElementType type) {
    this.a = a;
    this.target = target;
    this.type = type;
    this.pair = 2 * target.bytes();
    // as many lines as the rows of a block have, by the pieces that it takes
    int lines = Math.ceilDiv(target.lanes() * type.blockBytes(), 64);
    this.pieces = new RowPieces(a, target, Math.ceilDiv(lines, pieces(type)));
  }

  /// Bytes of all levels; scales lie behind.
  int levels() {
    return ActivationBlocks.COLUMNS / 4 * pair;
  }

  /// Q4_K, Q5_K: 8 pairs of vectors of scales behind the levels, then 4 with two minima a lane,
  /// then two steps.
  int minima() {
    return levels() + 8 * pair;
  }

  int stepsQ45() {
    return minima() + 4 * pair;
  }

  /// Q6_K: 16 pairs of vectors of scales behind the levels, then the step.
  int stepQ6() {
    return levels() + 16 * pair;
  }

  /// Bytes of a panel.
  int bytes() {
    return PAIRS * pair;
  }

  private Vec v(int number) {
    return target.vector(number);
  }

  /// What {@link #unpack} expects to find in registers 29 to 31.
  void constants() {
    if (target.manyRegisters()) {
      a.vbroadcastss(v(LOW), a.constant(0x0F0F0F0F));
      a.vbroadcastss(v(HIGH), a.constant(highBits()));
      a.vbroadcastss(v(SIX), a.constant(63));
    }
  }

  private Operand constant(int register, int value) {
    return target.manyRegisters() ? v(register) : target.everywhere(a, value);
  }

  private Operand low() {
    return constant(LOW, 0x0F0F0F0F);
  }

  private Operand high() {
    return constant(HIGH, highBits());
  }

  private Operand six() {
    return constant(SIX, 63);
  }

  /// The bits above the lower four of a level.
  private int highBits() {
    return switch (type) {
      case Q5_K -> 0x10101010;
      case Q6_K -> 0x30303030;
      default -> 0x80808080;
    };
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

  /// Scales, minima and steps of types of 256 columns a block go to the panel, the rest to `to`:
  /// the panel itself, or what takes levels as they come.
  void unpack(LevelSink to) {
    sink = to;
    pieces.start();
    switch (type) {
      case Q4_K -> {
        sixBitScales();
        fourBits();
      }
      case Q5_K -> {
        sixBitScales();
        fiveBits();
      }
      case Q6_K -> {
        byteScales();
        sixBits();
      }
      case Q8_0, Q4_0 -> smallBlocks();
      default -> throw new IllegalArgumentException("no panel for " + type);
    }
  }

  @Override
  public void begin(int subBlock) {}

  @Override
  public void take(int step, Vec levels) {
    a.vmovdqu32(Mem.at(PANEL, pair * step), levels);
  }

  @Override
  public void end(int subBlock) {
    if (!ActivationBlocks.isWide(type)) {
      a.add(PANEL, 8 * pair);
      a.add(STEPS, pair);
    }
  }

  @Override
  public void step(Vec steps) {
    a.vmovups(Mem.at(STEPS), steps);
  }

  private void fourBits() {
    for (int group = 0; group < 4; group++) {
      sink.begin(2 * group);
      sink.begin(2 * group + 1);
      for (int half = 0; half < 2; half++) {
        pieces.transposed(0, 16 + 32 * group + 16 * half);
        for (int i = 0; i < 4; i++) {
          int step = 16 * group + 4 * half + i;
          a.vpandd(v(8 + i), v(i), low());
          sink.take(step, v(8 + i));
          a.vpsrlw(v(12 + i), v(i), 4);
          a.vpandd(v(12 + i), v(12 + i), low());
          sink.take(step + 8, v(12 + i));
        }
      }
      sink.end(2 * group);
      sink.end(2 * group + 1);
    }
  }

  private void fiveBits() {
    for (int subBlock = 0; subBlock < 8; subBlock++) {
      sink.begin(subBlock);
    }
    for (int half = 0; half < 2; half++) {
      pieces.transposed(8, 16 + 16 * half); // fifth bits: bit j of a byte is sub-block j's
      for (int group = 0; group < 4; group++) {
        pieces.transposed(0, 48 + 32 * group + 16 * half);
        for (int i = 0; i < 4; i++) {
          int step = 16 * group + 4 * half + i;
          a.vpandd(v(12), v(i), low());
          fifth(v(12), v(8 + i), 2 * group);
          sink.take(step, v(12));
          a.vpsrlw(v(13), v(i), 4);
          a.vpandd(v(13), v(13), low());
          fifth(v(13), v(8 + i), 2 * group + 1);
          sink.take(step + 8, v(13));
        }
      }
    }
    for (int subBlock = 0; subBlock < 8; subBlock++) {
      sink.end(subBlock);
    }
  }

  /// `levels |= (bits >> bit & 1) << 4`, byte by byte.
  private void fifth(Vec levels, Vec bits, int bit) {
    Vec t = v(14);
    shiftTo(t, bits, bit, 4);
    a.vpandd(t, t, high());
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
        for (int group = 0; group < 4; group++) {
          sink.begin(8 * side + 2 * group + half);
        }
        for (int i = 0; i < 4; i++) {
          int step = 32 * side + 4 * half + i;
          sixBits(step, v(i), false, v(8 + i), 0);
          sixBits(step + 8, v(4 + i), false, v(8 + i), 2);
          sixBits(step + 16, v(i), true, v(8 + i), 4);
          sixBits(step + 24, v(4 + i), true, v(8 + i), 6);
        }
        for (int group = 0; group < 4; group++) {
          sink.end(8 * side + 2 * group + half);
        }
      }
    }
  }

  /// Four bits of `lower` and the two from `bit` of `upper`.
  private void sixBits(int step, Vec lower, boolean highNibble, Vec upper, int bit) {
    Vec t = v(12);
    Vec u = v(13);
    shiftTo(t, upper, bit, 4);
    a.vpandd(t, t, high());
    if (highNibble) {
      a.vpsrlw(u, lower, 4);
      a.vpandd(u, u, low());
    } else {
      a.vpandd(u, lower, low());
    }
    a.vpord(t, t, u);
    sink.take(step, t);
  }

  /// The 16 bytes before the levels of Q4_K and Q5_K: d, dmin, then 12 bytes A, B, C (four each).
  /// Scales 0 to 3 are `A & 63`, 4 to 7 `C & 15` with the top bits of A; minima likewise `B & 63`,
  /// `C >> 4` with those of B.
  private void sixBitScales() {
    pieces.transposed(0, 0);
    for (int i = 0; i < 4; i++) {
      a.vpsrld(v(12), v(1), 8 * i);
      a.vpandd(v(12), v(12), six());
      scale(i, v(12));
      upperScale(v(13), 8 * i, v(1), 8 * i + 6);
      scale(4 + i, v(13));
      a.vpsrld(v(4 + i), v(2), 8 * i);
      a.vpandd(v(4 + i), v(4 + i), six());
      upperScale(v(8 + i), 8 * i + 4, v(2), 8 * i + 6);
    }
    for (int two = 0; two < 4; two++) {
      Vec odd = v(4 + 2 * two + 1);
      a.vpslld(odd, odd, 16);
      a.vpord(odd, odd, v(4 + 2 * two));
      a.vmovdqu32(Mem.at(PANEL, minima() + pair * two), odd);
    }
    step(v(0), 0, stepsQ45());
    step(v(0), 16, stepsQ45() + pair);
  }

  private void scale(int index, Vec scales) {
    a.vmovdqu32(Mem.at(PANEL, levels() + pair * index), scales);
  }

  /// Four bits of C from `bit`, below two of `tops` from `topBit`.
  private void upperScale(Vec to, int bit, Vec tops, int topBit) {
    Vec t = v(14);
    a.vpsrld(to, v(3), bit);
    a.vpandd(to, to, target.everywhere(a, 0x0F));
    a.vpsrld(t, tops, topBit);
    a.vpandd(t, t, target.everywhere(a, 3));
    a.vpslld(t, t, 4);
    a.vpord(to, to, t);
  }

  /// The f16 in bits `bit .. bit + 16` of every lane, as f32 to the panel.
  private void step(Vec halves, int bit, int offset) {
    floats(v(12), halves, bit);
    a.vmovups(Mem.at(PANEL, offset), v(12));
  }

  private void floats(Vec to, Vec halves, int bit) {
    Vec t = v(13);
    if (target.manyRegisters()) {
      a.vpsrld(t, halves, bit);
      a.vpmovdw(t.y(), t);
      a.vcvtph2ps(to, t.y());
      return;
    }
    // signs are extended, so that nothing is too large for 16 bits
    a.vpslld(t, halves, 16 - bit);
    a.vpsrad(t, t, 16);
    a.vpackssdw(t, t, t);
    a.vextracti32x4(to.x(), t, 1);
    a.vpunpcklqdq(t.x(), t.x(), to.x());
    a.vcvtph2ps(to, t.x());
  }

  /// Q6_K: 16 signed bytes, then d.
  private void byteScales() {
    pieces.transposed(0, 192);
    for (int i = 0; i < 16; i++) {
      Vec t = v(8 + i % 4);
      a.vpslld(t, v(i / 4), 24 - 8 * (i % 4));
      a.vpsrad(t, t, 24);
      scale(i, t);
    }
    pieces.word(0, 194, 3);
    step(v(0), 16, stepQ6());
  }

  private void smallBlocks() {
    a.lea(STEPS, Mem.at(PANEL, levels()));
    Label loop = a.here();
    pieces.word(0, 0, 0);
    floats(v(12), v(0), 0);
    sink.step(v(12));
    sink.begin(0);
    if (type == ElementType.Q8_0) {
      eightBits();
    } else {
      nibblesOfSmallBlock();
    }
    sink.end(0);
    pieces.advance(type.blockBytes());
    a.sub(BLOCKS, 1);
    a.jump(Condition.NOT_EQUAL, loop);
  }

  /// Signed levels become unsigned ones by adding 128, where dot products want them so.
  private void eightBits() {
    for (int half = 0; half < 2; half++) {
      pieces.transposed(0, 2 + 16 * half);
      for (int i = 0; i < 4; i++) {
        if (target.unsignedBytes()) {
          a.vpxord(v(i), v(i), high());
        }
        sink.take(4 * half + i, v(i));
      }
    }
  }

  /// Low nibbles are columns 0 to 15, high ones 16 to 31.
  private void nibblesOfSmallBlock() {
    pieces.transposed(0, 2);
    for (int i = 0; i < 4; i++) {
      a.vpandd(v(8 + i), v(i), low());
      sink.take(i, v(8 + i));
      a.vpsrlw(v(12 + i), v(i), 4);
      a.vpandd(v(12 + i), v(12 + i), low());
      sink.take(4 + i, v(12 + i));
    }
  }
}
