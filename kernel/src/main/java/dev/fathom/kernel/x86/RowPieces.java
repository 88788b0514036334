package dev.fathom.kernel.x86;

/// Rows of weights side by side, one for every lane of a vector: 16 bytes of each are fetched at
/// once and transposed, so that lane r of a vector holds 4 bytes of row r.
final class RowPieces {
  /// Where the first row starts.
  static final Gpr ROWS = Gpr.R8;

  /// Bytes from row to row.
  static final Gpr STRIDE = Gpr.RAX;

  private static final Gpr ROW_4 = Gpr.R9;
  private static final Gpr ROW_8 = Gpr.R10;
  private static final Gpr ROW_12 = Gpr.R11;
  private static final Gpr THREE = Gpr.RDX;
  private static final Gpr[] FOURTHS = {ROWS, ROW_4, ROW_8, ROW_12};

  /// Where the lines lie that will be wanted next.
  static final Gpr AHEAD = Gpr.R12;

  private final Assembler a;
  private final Target target;
  private final int fetches;
  private int line;

  /// With every 16 bytes, `fetches` lines from `R12` on are fetched ahead: all at once would be
  /// more than the memory takes.
  RowPieces(Assembler a, Target target, int fetches) {
    this.a = a;
    this.target = target;
    this.fetches = fetches;
  }

  private Vec v(int number) {
    return target.vector(number);
  }

  private void fetchAhead() {
    for (int i = 0; i < fetches; i++) {
      a.prefetcht0(Mem.at(AHEAD, line));
      line += 64;
    }
  }

  /// Rows start at `R8` and lie `RAX` bytes apart; takes R9 to R11 and RDX.
  void start() {
    line = 0;
    a.lea(ROW_4, Mem.at(ROWS, STRIDE, 4, 0));
    a.lea(ROW_8, Mem.at(ROWS, STRIDE, 8, 0));
    a.lea(ROW_12, Mem.at(ROW_4, STRIDE, 8, 0));
    a.lea(THREE, Mem.at(STRIDE, STRIDE, 2, 0));
  }

  /// All rows `bytes` further.
  void advance(int bytes) {
    for (Gpr row : FOURTHS) {
      a.add(row, bytes);
    }
    a.add(AHEAD, target.lanes() * bytes);
  }

  private Mem row(int fourth, int i, int offset) {
    Gpr base = FOURTHS[fourth];
    return switch (i) {
      case 0 -> Mem.at(base, offset);
      case 1 -> Mem.at(base, STRIDE, 1, offset);
      case 2 -> Mem.at(base, STRIDE, 2, offset);
      default -> Mem.at(base, THREE, 1, offset);
    };
  }

  /// Bytes `offset .. offset + 16` of all rows to four vectors from `to`: 128-bit lane f of vector
  /// i is row 4f + i.
  private void fetch(int to, int offset) {
    fetchAhead();
    for (int i = 0; i < 4; i++) {
      a.vmovdqu32(v(to + i).x(), row(0, i, offset));
    }
    for (int fourth = 1; fourth < target.lanes() / 4; fourth++) {
      for (int i = 0; i < 4; i++) {
        a.vinserti32x4(v(to + i), v(to + i), row(fourth, i, offset), fourth);
      }
    }
  }

  /// Bytes `offset + 4i .. offset + 4i + 4` of all rows to vector `to + i`; takes four vectors
  /// behind those.
  void transposed(int to, int offset) {
    fetch(to + 4, offset);
    int from = to + 4;
    a.vpunpckldq(v(to), v(from), v(from + 1));
    a.vpunpckhdq(v(to + 2), v(from), v(from + 1));
    a.vpunpckldq(v(to + 1), v(from + 2), v(from + 3));
    a.vpunpckhdq(v(to + 3), v(from + 2), v(from + 3));
    a.vpunpckhqdq(v(from), v(to), v(to + 1));
    a.vpunpcklqdq(v(to), v(to), v(to + 1));
    a.vpunpckhqdq(v(from + 1), v(to + 2), v(to + 3));
    a.vpunpcklqdq(v(to + 2), v(to + 2), v(to + 3));
    a.vmovdqu32(v(to + 1), v(from));
    a.vmovdqu32(v(to + 3), v(from + 1));
  }

  /// Only the first (`word` 0) or the last (`word` 3) 4 of the 16 bytes, to vector `to`.
  void word(int to, int offset, int word) {
    fetch(to + 4, offset);
    int from = to + 4;
    if (word == 0) {
      a.vpunpckldq(v(to), v(from), v(from + 1));
      a.vpunpckldq(v(from), v(from + 2), v(from + 3));
      a.vpunpcklqdq(v(to), v(to), v(from));
    } else {
      a.vpunpckhdq(v(to), v(from), v(from + 1));
      a.vpunpckhdq(v(from), v(from + 2), v(from + 3));
      a.vpunpckhqdq(v(to), v(to), v(from));
    }
  }
}
