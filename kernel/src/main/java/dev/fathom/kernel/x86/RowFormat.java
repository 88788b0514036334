package dev.fathom.kernel.x86;

/// How the numbers of a cache row lie in memory, and the code that loads sixteen of them as f32.
public enum RowFormat {
  F32(1, 4),
  F16(1, 2),
  /// ggml's Q8_0: an f16 step, then 32 signed bytes.
  Q8_0(32, 34);

  private final int blockLength;
  private final int blockBytes;

  RowFormat(int blockLength, int blockBytes) {
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /// Numbers that cannot be parted: a head's width is a multiple of them.
  public int blockLength() {
    return blockLength;
  }

  /// Bytes of `elements` numbers, whole blocks.
  public int bytes(int elements) {
    return elements / blockLength * blockBytes;
  }

  /// Loads numbers `element .. element + 16` behind `start`, where a block starts; `spare` is for a
  /// block's step.
  void load(Assembler a, Vec to, Mem start, int element, Vec spare) {
    switch (this) {
      case F32 -> a.vmovups(to, start.plus(4 * element));
      case F16 -> a.vcvtph2ps(to, start.plus(2 * element));
      case Q8_0 -> {
        Mem block = start.plus(bytes(element));
        a.vpbroadcastw(spare.y(), block);
        a.vcvtph2ps(spare, spare.y());
        a.vpmovsxbd(to, block.plus(2 + element % blockLength));
        a.vcvtdq2ps(to, to);
        a.vmulps(to, to, spare);
      }
    }
  }
}
