package dev.fathom.kernel.x86;

/// Which vector register holds what while a panel of weights meets rows of activations: 28 of 32,
/// or all of 16. `half` says which of the panel's two vectors of rows.
record ProductRegisters(Target target) {
  /// The integer products of a sub-block.
  Vec dot(int row, int half) {
    return target.vector(2 * row + half);
  }

  /// Sums of a block, or of all blocks.
  Vec sum(int row, int half) {
    return target.vector(2 * target.group() + 2 * row + half);
  }

  /// Levels of the weight, or their scales.
  Vec weight(int half) {
    return target.vector(4 * target.group() + half);
  }

  /// Four levels of a row of activations, in every lane.
  Vec activations() {
    return target.vector(4 * target.group() + 2);
  }

  Vec temporary() {
    return target.vector(4 * target.group() + 3);
  }

  /// Sums of 16 bits, for {@link PairProducts}.
  Vec narrow(int row, int half) {
    return target.vector(4 * target.group() + 4 + 2 * row + half);
  }
}
