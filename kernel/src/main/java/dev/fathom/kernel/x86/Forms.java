package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Forms.Limit.EVEX_ONLY;
import static dev.fathom.kernel.x86.Forms.Limit.FROM_256;
import static dev.fathom.kernel.x86.Forms.Limit.NO_BROADCAST;
import static dev.fathom.kernel.x86.Forms.Limit.NO_MASK;
import static dev.fathom.kernel.x86.Forms.Limit.ONLY_512;
import static dev.fathom.kernel.x86.Forms.Limit.STORE;
import static dev.fathom.kernel.x86.Forms.Limit.VEX_ONLY;
import static dev.fathom.kernel.x86.Forms.Limit.VEX_REGISTER;
import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/// Which forms of a vector instruction there are. An instruction that is not listed has them all:
/// AVX and AVX-512, every length, masks, and broadcasts where its memory operand is as long as its
/// registers. Source: Intel SDM volume 2, the opcode table of each instruction.
final class Forms {
  /// What an instruction lacks.
  enum Limit {
    /// AVX has no such instruction.
    EVEX_ONLY,
    /// AVX-512 has no such instruction.
    VEX_ONLY,
    /// The last operand is a register in AVX.
    VEX_REGISTER,
    /// Not for registers of 128 bits.
    FROM_256,
    /// Only for registers of 512 bits.
    ONLY_512,
    /// No memory operand of one element.
    NO_BROADCAST,
    NO_MASK,
    /// What it writes may be memory, whose lanes cannot be set to zero by a mask.
    STORE
  }

  /// A vector instruction about to be encoded.
  ///
  /// @param tuple bytes of its memory operand
  record Use(
      Opcode op, boolean evex, int bits, Operand last, int tuple, Mask mask, boolean zeroing) {}

  private static final int NONE = 0;
  private static final int P66 = 1;
  private static final int PF3 = 2;
  private static final int PF2 = 3;

  private static final Map<Integer, Set<Limit>> LIMITS =
      Map.ofEntries(
          entry(key(PF3, 1, 0x6F), Set.of(NO_BROADCAST)), // vmovdqu32
          entry(key(PF3, 1, 0x7F), Set.of(NO_BROADCAST, STORE)),
          entry(key(PF2, 1, 0x6F), Set.of(EVEX_ONLY, NO_BROADCAST)), // vmovdqu8
          entry(key(PF2, 1, 0x7F), Set.of(EVEX_ONLY, NO_BROADCAST, STORE)),
          entry(key(NONE, 1, 0x10), Set.of(NO_BROADCAST)), // vmovups
          entry(key(NONE, 1, 0x11), Set.of(NO_BROADCAST, STORE)),
          entry(key(PF3, 1, 0x11), Set.of(STORE)), // vmovss
          entry(key(P66, 1, 0x6E), Set.of(NO_MASK)), // vmovd, vmovq
          entry(key(P66, 1, 0x7E), Set.of(NO_MASK)),
          entry(key(PF3, 1, 0x7E), Set.of(NO_MASK)), // vmovq
          entry(key(P66, 2, 0x7C), Set.of(EVEX_ONLY)), // vpbroadcastd of a general register
          entry(key(P66, 2, 0x5A), Set.of(FROM_256)), // vbroadcasti32x4
          entry(key(P66, 3, 0x38), Set.of(FROM_256)), // vinserti32x4
          entry(key(P66, 3, 0x3A), Set.of(EVEX_ONLY, ONLY_512)), // vinserti64x4
          entry(key(P66, 3, 0x39), Set.of(FROM_256, STORE)), // vextracti32x4
          entry(key(P66, 3, 0x3B), Set.of(EVEX_ONLY, ONLY_512, STORE)), // vextracti64x4
          entry(key(P66, 2, 0x00), Set.of(NO_BROADCAST)), // vpshufb
          entry(key(P66, 3, 0x43), Set.of(EVEX_ONLY, FROM_256)), // vshufi32x4
          entry(key(P66, 3, 0x46), Set.of(VEX_ONLY, FROM_256)), // vperm2i128
          entry(key(P66, 2, 0x36), Set.of(FROM_256)), // vpermd
          entry(key(P66, 2, 0x7E), Set.of(EVEX_ONLY)), // vpermt2d
          entry(key(P66, 2, 0x8D), Set.of(EVEX_ONLY, NO_BROADCAST)), // vpermb
          entry(key(P66, 1, 0xFD), Set.of(NO_BROADCAST)), // vpaddw
          entry(key(P66, 1, 0xF8), Set.of(NO_BROADCAST)), // vpsubb
          entry(key(P66, 1, 0xF5), Set.of(NO_BROADCAST)), // vpmaddwd
          entry(key(P66, 1, 0x63), Set.of(NO_BROADCAST)), // vpacksswb
          entry(key(P66, 2, 0x04), Set.of(NO_BROADCAST)), // vpmaddubsw
          entry(key(P66, 2, 0x02), Set.of(VEX_ONLY)), // vphaddd
          entry(key(P66, 2, 0x08), Set.of(VEX_ONLY)), // vpsignb
          entry(key(P66, 2, 0x1C), Set.of(NO_BROADCAST)), // vpabsb
          entry(key(P66, 3, 0x25), Set.of(EVEX_ONLY)), // vpternlogd
          entry(key(P66, 1, 0x71), Set.of(NO_BROADCAST, VEX_REGISTER)), // vpsrlw, vpsllw
          entry(key(P66, 1, 0x72), Set.of(VEX_REGISTER)), // vpsrld, vpsrad, vpslld
          entry(key(PF3, 2, 0x31), Set.of(EVEX_ONLY, STORE)), // vpmovdb
          entry(key(PF3, 2, 0x21), Set.of(EVEX_ONLY, STORE)), // vpmovsdb
          entry(key(PF3, 2, 0x33), Set.of(EVEX_ONLY, STORE)), // vpmovdw
          entry(key(P66, 2, 0x2C), Set.of(EVEX_ONLY)), // vscalefps
          entry(key(PF3, 2, 0x52), Set.of(EVEX_ONLY)), // vdpbf16ps
          entry(key(P66, 3, 0x1D), Set.of(STORE)), // vcvtps2ph
          entry(key(P66, 1, 0x74), Set.of(NO_BROADCAST))); // vpcmpeqb

  private Forms() {}

  private static int key(int prefix, int map, int code) {
    return prefix << 16 | map << 8 | code;
  }

  /// @throws IllegalStateException if the processor has no such instruction
  static void require(Use use) {
    Opcode op = use.op();
    Set<Limit> limits = LIMITS.getOrDefault(key(op.prefix(), op.map(), op.code()), Set.<Limit>of());
    refuse(use, limits.contains(EVEX_ONLY) && !use.evex(), "in code for AVX");
    refuse(use, limits.contains(VEX_ONLY) && use.evex(), "in code for AVX-512");
    refuse(use, limits.contains(FROM_256) && use.bits() < 256, "of 128 bits");
    refuse(use, limits.contains(ONLY_512) && use.bits() < 512, "of " + use.bits() + " bits");
    refuse(use, use.mask() != Mask.K0 && limits.contains(NO_MASK), "with a mask");
    if (use.last() instanceof Mem memory) {
      boolean single = limits.contains(NO_BROADCAST) || use.tuple() != use.bits() / 8;
      refuse(use, memory.broadcast() && single, "with a repeated element");
      refuse(use, limits.contains(VEX_REGISTER) && !use.evex(), "of memory in code for AVX");
      refuse(use, limits.contains(STORE) && use.zeroing(), "that sets lanes of memory to zero");
    }
  }

  private static void refuse(Use use, boolean wrong, String form) {
    if (wrong) {
      Opcode op = use.op();
      String prefix = new String[] {"", "66 ", "F3 ", "F2 "}[op.prefix()];
      String map = new String[] {"", "0F", "0F38", "0F3A"}[op.map()];
      throw new IllegalStateException(
          "no instruction %s%s %02X %s".formatted(prefix, map, op.code(), form));
    }
  }
}
