package dev.fathom.kernel.x86;

/// Writes x86-64 machine code: one method an instruction, named and with operands in the order of
/// Intel's manual (the destination first). Vector instructions come out as those of AVX-512 or,
/// from {@link #avx()}, as those of AVX2 with the same name ({@link #vpdpbusd} then is that of
/// AVX-VNNI); a form that the processor does not have is refused with an `IllegalStateException`.
/// The register that is as wide as the instruction, mostly the first, gives the length; the widths
/// of the others are not looked at.
public final class Assembler extends GeneralInstructions {
  private static final int NONE = 0;
  private static final int P66 = 1;
  private static final int PF3 = 2;
  private static final int PF2 = 3;

  private Assembler(boolean evex) {
    super(new Encoder(evex));
  }

  /// An assembler for processors with AVX-512: 32 registers of 512 bits, masks, broadcasts.
  public static Assembler avx512() {
    return new Assembler(true);
  }

  /// An assembler for processors with AVX2: 16 registers of 256 bits.
  public static Assembler avx() {
    return new Assembler(false);
  }

  /// The next vector instruction writes only the lanes of `lanes` and keeps the others.
  public Assembler where(Mask lanes) {
    code.mask(lanes, false);
    return this;
  }

  /// The next vector instruction writes only the lanes of `lanes` and sets the others to zero.
  public Assembler whereElseZero(Mask lanes) {
    code.mask(lanes, true);
    return this;
  }

  private void vector(
      int prefix, int map, int opcode, Vec to, int second, Operand last, int tuple) {
    code.vector(
        new Opcode(prefix, map, false, opcode), to.bits(), to.number(), second, last, tuple);
  }

  // moves

  public void vmovdqu32(Vec to, Operand from) {
    vector(PF3, 1, 0x6F, to, 0, from, to.bits() / 8);
  }

  public void vmovdqu32(Mem to, Vec from) {
    vector(PF3, 1, 0x7F, from, 0, to, from.bits() / 8);
  }

  public void vmovdqu8(Vec to, Operand from) {
    vector(PF2, 1, 0x6F, to, 0, from, to.bits() / 8);
  }

  public void vmovdqu8(Mem to, Vec from) {
    vector(PF2, 1, 0x7F, from, 0, to, from.bits() / 8);
  }

  public void vmovups(Vec to, Operand from) {
    vector(NONE, 1, 0x10, to, 0, from, to.bits() / 8);
  }

  public void vmovups(Mem to, Vec from) {
    vector(NONE, 1, 0x11, from, 0, to, from.bits() / 8);
  }

  /// The lowest element, one float; the rest of the register becomes zero.
  public void vmovss(Vec to, Mem from) {
    vector(PF3, 1, 0x10, to.x(), 0, from, 4);
  }

  public void vmovss(Mem to, Vec from) {
    vector(PF3, 1, 0x11, from.x(), 0, to, 4);
  }

  public void vmovd(Vec to, Gpr from) {
    code.vector(new Opcode(P66, 1, false, 0x6E), 128, to.number(), 0, from);
  }

  public void vmovd(Gpr to, Vec from) {
    code.vector(new Opcode(P66, 1, false, 0x7E), 128, from.number(), 0, to);
  }

  public void vmovd(Vec to, Mem from) {
    vector(P66, 1, 0x6E, to.x(), 0, from, 4);
  }

  public void vmovq(Vec to, Mem from) {
    boolean evex = code.isEvex();
    Opcode op = evex ? new Opcode(P66, 1, true, 0x6E) : new Opcode(PF3, 1, false, 0x7E);
    code.vector(op, 128, to.number(), 0, from, 8);
  }

  public void vbroadcastss(Vec to, Operand from) {
    vector(P66, 2, 0x18, to, 0, from, 4);
  }

  public void vpbroadcastd(Vec to, Operand from) {
    vector(P66, 2, 0x58, to, 0, from, 4);
  }

  public void vpbroadcastw(Vec to, Operand from) {
    vector(P66, 2, 0x79, to, 0, from, 2);
  }

  public void vpbroadcastb(Vec to, Operand from) {
    vector(P66, 2, 0x78, to, 0, from, 1);
  }

  public void vpbroadcastd(Vec to, Gpr from) {
    code.vector(new Opcode(P66, 2, false, 0x7C), to.bits(), to.number(), 0, from);
  }

  /// Repeats 128 bits in every 128-bit lane.
  public void vbroadcasti32x4(Vec to, Mem from) {
    vector(P66, 2, 0x5A, to, 0, from, 16);
  }

  /// Replaces 128-bit lane `lane` of a copy of `a`.
  public void vinserti32x4(Vec to, Vec a, Operand b, int lane) {
    vector(P66, 3, 0x38, to, a.number(), b, 16);
    code.immediate(lane);
  }

  /// Replaces 256-bit half `half` of a copy of `a`.
  public void vinserti64x4(Vec to, Vec a, Operand b, int half) {
    code.vector(new Opcode(P66, 3, true, 0x3A), to.bits(), to.number(), a.number(), b, 32);
    code.immediate(half);
  }

  public void vextracti32x4(Vec to, Vec from, int lane) {
    vector(P66, 3, 0x39, from, 0, to, 16);
    code.immediate(lane);
  }

  public void vextracti64x4(Vec to, Vec from, int half) {
    code.vector(new Opcode(P66, 3, true, 0x3B), from.bits(), from.number(), 0, to, 32);
    code.immediate(half);
  }

  // permutations

  public void vpunpckldq(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0x62, to, a.number(), b, to.bits() / 8);
  }

  public void vpunpckhdq(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0x6A, to, a.number(), b, to.bits() / 8);
  }

  public void vpunpcklqdq(Vec to, Vec a, Operand b) {
    quad(1, 0x6C, to, a, b);
  }

  public void vpunpckhqdq(Vec to, Vec a, Operand b) {
    quad(1, 0x6D, to, a, b);
  }

  /// An instruction on 64-bit elements, whose W bit only AVX-512 sets.
  private void quad(int map, int opcode, Vec to, Vec a, Operand b) {
    Opcode op = new Opcode(P66, map, code.isEvex(), opcode);
    code.vector(op, to.bits(), to.number(), a.number(), b, to.bits() / 8);
  }

  public void vpshufb(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x00, to, a.number(), b, to.bits() / 8);
  }

  public void vpshufd(Vec to, Operand from, int immediate) {
    vector(P66, 1, 0x70, to, 0, from, to.bits() / 8);
    code.immediate(immediate);
  }

  public void vshufi32x4(Vec to, Vec a, Operand b, int immediate) {
    vector(P66, 3, 0x43, to, a.number(), b, to.bits() / 8);
    code.immediate(immediate);
  }

  public void vperm2i128(Vec to, Vec a, Operand b, int immediate) {
    vector(P66, 3, 0x46, to, a.number(), b, to.bits() / 8);
    code.immediate(immediate);
  }

  public void vpermd(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x36, to, a.number(), b, to.bits() / 8);
  }

  public void vpermt2d(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x7E, to, a.number(), b, to.bits() / 8);
  }

  public void vpermb(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x8D, to, a.number(), b, to.bits() / 8);
  }

  // integers

  public void vpaddd(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xFE, to, a.number(), b, to.bits() / 8);
  }

  public void vpsubd(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xFA, to, a.number(), b, to.bits() / 8);
  }

  public void vpaddw(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xFD, to, a.number(), b, to.bits() / 8);
  }

  public void vpsubb(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xF8, to, a.number(), b, to.bits() / 8);
  }

  public void vpandd(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xDB, to, a.number(), b, to.bits() / 8);
  }

  public void vpandnd(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xDF, to, a.number(), b, to.bits() / 8);
  }

  public void vpord(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xEB, to, a.number(), b, to.bits() / 8);
  }

  public void vpxord(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xEF, to, a.number(), b, to.bits() / 8);
  }

  public void vpmaddwd(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0xF5, to, a.number(), b, to.bits() / 8);
  }

  public void vpackssdw(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0x6B, to, a.number(), b, to.bits() / 8);
  }

  public void vpacksswb(Vec to, Vec a, Operand b) {
    vector(P66, 1, 0x63, to, a.number(), b, to.bits() / 8);
  }

  public void vpmulld(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x40, to, a.number(), b, to.bits() / 8);
  }

  public void vpmaddubsw(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x04, to, a.number(), b, to.bits() / 8);
  }

  public void vpdpbusd(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x50, to, a.number(), b, to.bits() / 8);
  }

  public void vpdpwssd(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x52, to, a.number(), b, to.bits() / 8);
  }

  public void vphaddd(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x02, to, a.number(), b, to.bits() / 8);
  }

  public void vpsignb(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x08, to, a.number(), b, to.bits() / 8);
  }

  public void vpabsb(Vec to, Operand from) {
    vector(P66, 2, 0x1C, to, 0, from, to.bits() / 8);
  }

  public void vpternlogd(Vec to, Vec a, Operand b, int immediate) {
    vector(P66, 3, 0x25, to, a.number(), b, to.bits() / 8);
    code.immediate(immediate);
  }

  public void vpsrlw(Vec to, Operand from, int bits) {
    shift(0x71, 2, to, from, bits);
  }

  public void vpsllw(Vec to, Operand from, int bits) {
    shift(0x71, 6, to, from, bits);
  }

  public void vpsrld(Vec to, Operand from, int bits) {
    shift(0x72, 2, to, from, bits);
  }

  public void vpsrad(Vec to, Operand from, int bits) {
    shift(0x72, 4, to, from, bits);
  }

  public void vpslld(Vec to, Operand from, int bits) {
    shift(0x72, 6, to, from, bits);
  }

  /// Shifts carry their kind in the reg field and the destination in vvvv.
  private void shift(int opcode, int kind, Vec to, Operand from, int bits) {
    Opcode op = new Opcode(P66, 1, false, opcode);
    code.vector(op, to.bits(), kind, to.number(), from, to.bits() / 8);
    code.immediate(bits);
  }

  public void vpmovzxbd(Vec to, Operand from) {
    vector(P66, 2, 0x31, to, 0, from, to.bits() / 32);
  }

  public void vpmovsxbd(Vec to, Operand from) {
    vector(P66, 2, 0x21, to, 0, from, to.bits() / 32);
  }

  public void vpmovzxbw(Vec to, Operand from) {
    vector(P66, 2, 0x30, to, 0, from, to.bits() / 16);
  }

  public void vpmovsxbw(Vec to, Operand from) {
    vector(P66, 2, 0x20, to, 0, from, to.bits() / 16);
  }

  public void vpmovzxwd(Vec to, Operand from) {
    vector(P66, 2, 0x33, to, 0, from, to.bits() / 16);
  }

  public void vpmovsxwd(Vec to, Operand from) {
    vector(P66, 2, 0x23, to, 0, from, to.bits() / 16);
  }

  public void vpmovdb(Operand to, Vec from) {
    vector(PF3, 2, 0x31, from, 0, to, from.bits() / 32);
  }

  public void vpmovsdb(Operand to, Vec from) {
    vector(PF3, 2, 0x21, from, 0, to, from.bits() / 32);
  }

  public void vpmovdw(Operand to, Vec from) {
    vector(PF3, 2, 0x33, from, 0, to, from.bits() / 16);
  }

  // floats

  public void vaddps(Vec to, Vec a, Operand b) {
    vector(NONE, 1, 0x58, to, a.number(), b, to.bits() / 8);
  }

  public void vmulps(Vec to, Vec a, Operand b) {
    vector(NONE, 1, 0x59, to, a.number(), b, to.bits() / 8);
  }

  public void vsubps(Vec to, Vec a, Operand b) {
    vector(NONE, 1, 0x5C, to, a.number(), b, to.bits() / 8);
  }

  public void vminps(Vec to, Vec a, Operand b) {
    vector(NONE, 1, 0x5D, to, a.number(), b, to.bits() / 8);
  }

  public void vdivps(Vec to, Vec a, Operand b) {
    vector(NONE, 1, 0x5E, to, a.number(), b, to.bits() / 8);
  }

  public void vmaxps(Vec to, Vec a, Operand b) {
    vector(NONE, 1, 0x5F, to, a.number(), b, to.bits() / 8);
  }

  public void vfmadd213ps(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0xA8, to, a.number(), b, to.bits() / 8);
  }

  public void vfmadd231ps(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0xB8, to, a.number(), b, to.bits() / 8);
  }

  public void vfnmadd231ps(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0xBC, to, a.number(), b, to.bits() / 8);
  }

  public void vscalefps(Vec to, Vec a, Operand b) {
    vector(P66, 2, 0x2C, to, a.number(), b, to.bits() / 8);
  }

  public void vdpbf16ps(Vec to, Vec a, Operand b) {
    vector(PF3, 2, 0x52, to, a.number(), b, to.bits() / 8);
  }

  public void vcvtdq2ps(Vec to, Operand from) {
    vector(NONE, 1, 0x5B, to, 0, from, to.bits() / 8);
  }

  public void vcvtps2dq(Vec to, Operand from) {
    vector(P66, 1, 0x5B, to, 0, from, to.bits() / 8);
  }

  public void vsqrtps(Vec to, Operand from) {
    vector(NONE, 1, 0x51, to, 0, from, to.bits() / 8);
  }

  public void vcvtph2ps(Vec to, Operand from) {
    vector(P66, 2, 0x13, to, 0, from, to.bits() / 16);
  }

  /// To f16, to the nearest, ties to even.
  public void vcvtps2ph(Operand to, Vec from) {
    vector(P66, 3, 0x1D, from, 0, to, from.bits() / 16);
    code.immediate(0);
  }

  /// To the integer nearest (8), below (9), above (10) or towards zero (11).
  public void vrndscaleps(Vec to, Operand from, int rounding) {
    vector(P66, 3, 0x08, to, 0, from, to.bits() / 8);
    code.immediate(rounding);
  }

  /// Lanes of which `a` and `b` compare: 0 equal, 1 less, 2 less or equal, 3 not a number.
  public void vcmpps(Mask to, Vec a, Operand b, int comparison) {
    compare(NONE, 0xC2, to, a, b);
    code.immediate(comparison);
  }

  /// Lanes of bytes that are equal.
  public void vpcmpeqb(Mask to, Vec a, Operand b) {
    compare(P66, 0x74, to, a, b);
  }

  /// Lanes of 32 bits that are equal.
  public void vpcmpeqd(Mask to, Vec a, Operand b) {
    compare(P66, 0x76, to, a, b);
  }

  /// All ones in every lane of 32 bits where `a` and `b` are equal, else zero; without AVX-512.
  public void vpcmpeqd(Vec to, Vec a, Operand b) {
    if (code.isEvex()) {
      throw new IllegalStateException("a comparison to a vector in code for AVX-512");
    }
    vector(P66, 1, 0x76, to, a.number(), b, to.bits() / 8);
  }

  private void compare(int prefix, int opcode, Mask to, Vec a, Operand b) {
    if (!code.isEvex()) {
      throw new IllegalStateException("mask registers in code for AVX");
    }
    if (code.isZeroing()) {
      throw new IllegalStateException("a comparison under a mask always clears the other lanes");
    }
    Opcode op = new Opcode(prefix, 1, false, opcode);
    code.vector(op, a.bits(), to.number(), a.number(), b, a.bits() / 8);
  }

  public void vzeroupper() {
    code.emit(0xC5);
    code.emit(0xF8);
    code.emit(0x77);
  }

  // masks

  public void kmovw(Mask to, Gpr from) {
    code.maskMove(new Opcode(NONE, 1, false, 0x92), to.number(), from.number());
  }

  public void kmovw(Gpr to, Mask from) {
    code.maskMove(new Opcode(NONE, 1, false, 0x93), to.number(), from.number());
  }
}
