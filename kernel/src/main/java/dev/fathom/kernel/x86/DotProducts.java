package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;

/// Emits sums of products of integers, as the target can. All give the same sums.
sealed interface DotProducts permits DotInstructions, PairProducts {
  static DotProducts of(Assembler a, ProductRegisters registers, ElementType type) {
    return registers.target().dots()
        ? new DotInstructions(a, registers)
        : new PairProducts(a, registers, type);
  }

  /// Adds products of `4 steps` columns to the dots of as many rows as `activations` has.
  ///
  /// @param weights where the levels of the first four columns are
  /// @param activations where those of each row are
  void dots(int steps, Mem weights, Mem... activations);

  /// Adds the products of two 16-bit integers in every lane.
  void addShorts(Vec to, Vec w, Vec x);
}
