package dev.fathom.tensor;

/// How the numbers of a tensor lie in memory: blocks of `blockLength` elements in `blockBytes`
/// bytes. Layouts of the quantised types are those of ggml (`docs/formats/blocks.md`).
public enum ElementType {
  F32(1, 4),
  F16(1, 2),
  BF16(1, 2),
  /// 8-bit float, 4 exponent and 3 fraction bits, no infinities (OCP FP8); DeepSeek-V3's weights.
  F8_E4M3(1, 1),
  Q4_0(32, 18),
  Q4_1(32, 20),
  Q5_0(32, 22),
  Q5_1(32, 24),
  Q8_0(32, 34),
  Q2_K(256, 84),
  Q3_K(256, 110),
  Q4_K(256, 144),
  Q5_K(256, 176),
  Q6_K(256, 210),
  IQ4_NL(32, 18),
  IQ4_XS(256, 136),
  MXFP4(32, 17);

  private final int blockLength;
  private final int blockBytes;

  ElementType(int blockLength, int blockBytes) {
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /// Elements in one block; 1 for the plain types.
  public int blockLength() {
    return blockLength;
  }

  /// Bytes of one block.
  public int blockBytes() {
    return blockBytes;
  }

  /// Whether several elements share a scale, so that a row must be whole blocks.
  public boolean isQuantized() {
    return blockLength > 1;
  }

  /// Bytes of `elements` consecutive elements, which must be whole blocks.
  public long bytes(long elements) {
    if (elements < 0 || elements % blockLength != 0) {
      throw new IllegalArgumentException(
          name() + " comes in blocks of " + blockLength + " elements, got " + elements);
    }
    return Math.multiplyExact(elements / blockLength, (long) blockBytes);
  }
}
