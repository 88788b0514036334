package dev.fathom.kernel.x86;

import java.util.Arrays;

/// The processors that emitted products are written for: how wide and how many their vector
/// registers are, and how they multiply 8-bit levels. The integers they sum are the same, and so
/// are the floats made of them: results do not depend on the target.
public enum Target {
  /// 32 registers of 512 bits; `vpdpbusd` multiplies.
  AVX512_VNNI(64, true, 6),
  /// 16 registers of 256 bits; `vpdpbusd` multiplies.
  AVX_VNNI(32, true, 3),
  /// 16 registers of 256 bits; `vpmaddubsw` multiplies, to sums of 16 bits that have to be widened.
  AVX2(32, false, 2);

  private final int bytes;
  private final boolean dots;
  private final int group;

  Target(int bytes, boolean dots, int group) {
    this.bytes = bytes;
    this.dots = dots;
    this.group = group;
  }

  /// Bytes of a vector.
  int bytes() {
    return bytes;
  }

  /// Rows of a weight side by side in a vector: one for every 32 bits. A weight with fewer has no
  /// tile.
  public int lanes() {
    return bytes / 4;
  }

  /// Rows of a weight that a tile has: two vectors.
  public int tileRows() {
    return 2 * lanes();
  }

  /// Whether there is an instruction for dot products of four levels.
  boolean dots() {
    return dots;
  }

  /// Whether all levels of a weight are made unsigned, even those of 8 bits.
  boolean unsignedBytes() {
    return dots;
  }

  /// Whether there are 32 vector registers, else 16.
  boolean manyRegisters() {
    return this == AVX512_VNNI;
  }

  /// Rows of activations in registers together.
  int group() {
    return group;
  }

  /// Vector register `number`.
  Vec vector(int number) {
    return new Vec(number, 8 * bytes);
  }

  Assembler assembler() {
    return this == AVX512_VNNI ? Assembler.avx512() : Assembler.avx();
  }

  /// `value` in every lane of 32 bits, in memory.
  Mem everywhere(Assembler a, int value) {
    if (this == AVX512_VNNI) {
      return a.constant(value).repeated();
    }
    int[] lanes = new int[lanes()];
    Arrays.fill(lanes, value);
    return a.constant(lanes);
  }
}
