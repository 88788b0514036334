package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;

/// Emits the product of a weight of floats with rows of f32: 32 rows by 64 columns at a time are
/// widened to a panel of f32, one row a lane. A result is one chain of fused multiplications and
/// additions in order of columns. For processors with AVX-512.
public final class FloatProductCode extends TileCode {
  /// Columns of a chunk.
  public static final int COLUMNS = 64;

  /// Bytes of a row fetched at once.
  private static final int PIECE = 16;

  private static final Gpr PANEL_AT = Gpr.RDI;
  private static final Gpr PIECES = Gpr.RCX;
  private static final Gpr WEIGHTS = Gpr.RSI;
  private static final Gpr COLUMN = Gpr.RAX;
  private static final Gpr LEFT = Gpr.R15;

  private static final int HIGH = 31;
  private static final int MAGNITUDE = 30;
  private static final int SIGN = 29;
  private static final int NAN = 28;
  private static final int SCALE = 27;
  private static final int POWER = 26;

  private final ElementType type;
  private final RowPieces pieces;

  private FloatProductCode(ElementType type) {
    super(Target.AVX512_VNNI, COLUMNS * 128, COLUMNS);
    this.type = type;
    this.pieces = new RowPieces(a, target, PIECE * target.lanes() / 64);
  }

  /// Columns that a row must have a multiple of; 0 if there is no code for `type`.
  public static int step(ElementType type) {
    return switch (type) {
      case F32 -> 4;
      case F16, BF16 -> 8;
      case F8_E4M3 -> 16;
      default -> 0;
    };
  }

  /// Bytes of scratch for `tokens` rows of activations.
  public static long scratchBytes(int tokens) {
    return PANEL + 128L * (COLUMNS + tokens);
  }

  /// The code for weights of type `type`.
  public static byte[] emit(ElementType type) {
    return new FloatProductCode(type).routine();
  }

  private Vec v(int number) {
    return target.vector(number);
  }

  @Override
  int chunkBytes() {
    return (int) type.bytes(COLUMNS);
  }

  @Override
  void constants() {
    switch (type) {
      case BF16 -> a.vbroadcastss(v(HIGH), a.constant(0xFFFF0000));
      case F8_E4M3 -> {
        a.vbroadcastss(v(MAGNITUDE), a.constant(0x7F000000));
        a.vbroadcastss(v(SIGN), a.constant(0x80000000));
        a.vbroadcastss(v(NAN), a.constant(0x7FC00000));
        // exponents are 7 too large there, 127 here
        a.vbroadcastss(v(POWER), a.constant(Float.floatToRawIntBits(0x1p120f)));
      }
      default -> {}
    }
  }

  @Override
  void chunk() {
    for (int half = 0; half < 2; half++) {
      if (type == ElementType.F8_E4M3) {
        scale(half);
      }
      rowsOf(half);
      a.lea(PANEL_AT, Mem.at(SCRATCH, PANEL + vector * half));
      a.mov(PIECES, Mem.at(SCRATCH, CHUNK_COLUMNS));
      a.shr(PIECES, Integer.numberOfTrailingZeros(step(type)));
      pieces.start();
      Label loop = a.here();
      piece();
      pieces.advance(PIECE);
      a.add(PANEL_AT, pair * step(type));
      a.sub(PIECES, 1);
      a.jump(Condition.NOT_EQUAL, loop);
    }
    multiply();
  }

  /// The scale of the block of 128 rows by 128 columns that the half lies in.
  private void scale(int half) {
    a.mov(Gpr.RAX, Mem.at(SCRATCH, half == 0 ? FIRST : SECOND));
    a.shr(Gpr.RAX, 7);
    a.imul(Gpr.RAX, Mem.at(JOB, SCALE_STRIDE));
    a.add(Gpr.RAX, Mem.at(JOB, SCALES));
    a.mov(Gpr.RDX, Mem.at(SCRATCH, OFFSET));
    a.shr(Gpr.RDX, 7);
    a.vbroadcastss(v(SCALE), Mem.at(Gpr.RAX, Gpr.RDX, 4, 0));
  }

  /// 16 bytes of each row, widened.
  private void piece() {
    pieces.transposed(0, 0);
    for (int i = 0; i < 4; i++) {
      int column = i * step(type) / 4;
      switch (type) {
        case F16 -> {
          half(column, v(i));
          a.vpsrld(v(i), v(i), 16);
          half(column + 1, v(i));
        }
        case BF16 -> {
          a.vpslld(v(8), v(i), 16);
          store(column, v(8));
          a.vpandd(v(8), v(i), v(HIGH));
          store(column + 1, v(8));
        }
        case F8_E4M3 -> {
          for (int at = 0; at < 4; at++) {
            a.vpslld(v(8), v(i), 24 - 8 * at);
            eightBits(column + at);
          }
        }
        default -> store(column, v(i));
      }
    }
  }

  private void half(int column, Vec dwords) {
    a.vpmovdw(v(8).y(), dwords);
    a.vcvtph2ps(v(9), v(8).y());
    store(column, v(9));
  }

  /// The 8 bits at the top of vector 8: all but the sign, shifted, are a float 2^120 too small;
  /// subnormal ones too.
  private void eightBits(int column) {
    a.vpandd(v(9), v(8), v(MAGNITUDE));
    a.vpcmpeqd(Mask.K1, v(9), v(MAGNITUDE));
    a.vpsrld(v(9), v(9), 4);
    a.vpandd(v(8), v(8), v(SIGN));
    a.vpord(v(8), v(8), v(9));
    a.vmulps(v(8), v(8), v(POWER));
    a.vmulps(v(8), v(8), v(SCALE));
    a.where(Mask.K1).vmovups(v(8), v(NAN));
    store(column, v(8));
  }

  private void store(int column, Vec floats) {
    a.vmovups(Mem.at(PANEL_AT, pair * column), floats);
  }

  private Vec sum(int row, int half) {
    return v(12 + 2 * row + half);
  }

  @Override
  void rows(int count) {
    each(count, (row, half) -> a.vmovups(sum(row, half), total(row, half)));
    a.lea(WEIGHTS, Mem.at(SCRATCH, PANEL));
    a.xor(COLUMN, COLUMN);
    a.mov(LEFT, Mem.at(SCRATCH, CHUNK_COLUMNS));
    Label loop = a.here();
    for (int i = 0; i < 4; i++) {
      int at = 4 * i;
      a.vmovups(v(0), Mem.at(WEIGHTS, pair * i));
      a.vmovups(v(1), Mem.at(WEIGHTS, pair * i + vector));
      each(
          count,
          (row, half) -> {
            if (half == 0) {
              a.vbroadcastss(v(2), Mem.at(ROW[row], COLUMN, 1, at));
            }
            a.vfmadd231ps(sum(row, half), v(half), v(2));
          });
    }
    a.add(WEIGHTS, 4 * pair);
    a.add(COLUMN, 16);
    a.sub(LEFT, 4);
    a.jump(Condition.NOT_EQUAL, loop);
    each(count, (row, half) -> a.vmovups(total(row, half), sum(row, half)));
  }
}
