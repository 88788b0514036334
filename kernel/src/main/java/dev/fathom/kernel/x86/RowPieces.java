package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Vec.zmm;

/// Sixteen rows of weights side by side: 16 bytes of each are fetched at once and transposed, so
/// that lane r of a vector holds 4 bytes of row r.
final class RowPieces {
  private static final Gpr ROW_0 = Gpr.R8;
  private static final Gpr ROW_4 = Gpr.R9;
  private static final Gpr ROW_8 = Gpr.R10;
  private static final Gpr ROW_12 = Gpr.R11;
  private static final Gpr STRIDE = Gpr.RAX;
  private static final Gpr THREE = Gpr.RDX;
  private static final Gpr[] FOURTHS = {ROW_0, ROW_4, ROW_8, ROW_12};

  /// Where the lines lie that will be wanted next.
  static final Gpr AHEAD = Gpr.R12;

  private final Assembler a;
  private final int fetches;
  private int line;

  /// With every 16 bytes, `fetches` lines from `R12` on are fetched ahead: all at once would be
  /// more than the memory takes.
  RowPieces(Assembler a, int fetches) {
    this.a = a;
    this.fetches = fetches;
  }

  private void fetchAhead() {
    for (int i = 0; i < fetches; i++) {
      a.prefetcht1(Mem.at(AHEAD, line));
      line += 64;
    }
  }

  /// Rows start at `R8` and lie `RAX` bytes apart; takes R9 to R11 and RDX.
  void start() {
    line = 0;
    a.lea(ROW_4, Mem.at(ROW_0, STRIDE, 4, 0));
    a.lea(ROW_8, Mem.at(ROW_0, STRIDE, 8, 0));
    a.lea(ROW_12, Mem.at(ROW_4, STRIDE, 8, 0));
    a.lea(THREE, Mem.at(STRIDE, STRIDE, 2, 0));
  }

  /// All rows `bytes` further.
  void advance(int bytes) {
    for (Gpr row : FOURTHS) {
      a.add(row, bytes);
    }
    a.add(AHEAD, 16 * bytes);
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
      a.vmovdqu32(zmm(to + i).x(), row(0, i, offset));
    }
    for (int fourth = 1; fourth < 4; fourth++) {
      for (int i = 0; i < 4; i++) {
        a.vinserti32x4(zmm(to + i), zmm(to + i), row(fourth, i, offset), fourth);
      }
    }
  }

  /// Bytes `offset + 4i .. offset + 4i + 4` of all rows to vector `to + i`; takes four vectors
  /// behind those.
  void transposed(int to, int offset) {
    fetch(to + 4, offset);
    int from = to + 4;
    a.vpunpckldq(zmm(to), zmm(from), zmm(from + 1));
    a.vpunpckhdq(zmm(to + 2), zmm(from), zmm(from + 1));
    a.vpunpckldq(zmm(to + 1), zmm(from + 2), zmm(from + 3));
    a.vpunpckhdq(zmm(to + 3), zmm(from + 2), zmm(from + 3));
    a.vpunpckhqdq(zmm(from), zmm(to), zmm(to + 1));
    a.vpunpcklqdq(zmm(to), zmm(to), zmm(to + 1));
    a.vpunpckhqdq(zmm(from + 1), zmm(to + 2), zmm(to + 3));
    a.vpunpcklqdq(zmm(to + 2), zmm(to + 2), zmm(to + 3));
    a.vmovdqu32(zmm(to + 1), zmm(from));
    a.vmovdqu32(zmm(to + 3), zmm(from + 1));
  }

  /// Only the first (`word` 0) or the last (`word` 3) 4 of the 16 bytes, to vector `to`.
  void word(int to, int offset, int word) {
    fetch(to + 4, offset);
    int from = to + 4;
    if (word == 0) {
      a.vpunpckldq(zmm(to), zmm(from), zmm(from + 1));
      a.vpunpckldq(zmm(from), zmm(from + 2), zmm(from + 3));
      a.vpunpcklqdq(zmm(to), zmm(to), zmm(from));
    } else {
      a.vpunpckhdq(zmm(to), zmm(from), zmm(from + 1));
      a.vpunpckhdq(zmm(from), zmm(from + 2), zmm(from + 3));
      a.vpunpckhqdq(zmm(to), zmm(to), zmm(from));
    }
  }
}
