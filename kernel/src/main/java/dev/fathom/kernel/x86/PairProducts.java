package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;

/// Dot products of processors that have no instruction for them. Products of levels are added in
/// pairs of 16 bits (`vpmaddubsw`), pairs as many as fit, then they are widened to 32.
final class PairProducts implements DotProducts {
  private final Assembler a;
  private final ProductRegisters registers;
  private final ElementType type;
  private final Mem ones;

  PairProducts(Assembler a, ProductRegisters registers, ElementType type) {
    this.a = a;
    this.registers = registers;
    this.type = type;
    this.ones = registers.target().everywhere(a, 0x0001_0001);
  }

  /// Levels of 8 bits do not fit unless they have a sign, which then goes to the activations.
  private boolean signed() {
    return type == ElementType.Q8_0;
  }

  /// Pairs whose sum fits in 16 bits: a level of activations is 127 at most (128 where the step is
  /// zero or NaN, and the product with it).
  private int fitting() {
    return switch (type) {
      case Q4_0, Q4_K -> 8; // of 2 * 15 * 128
      case Q5_K -> 4; // of 2 * 31 * 128
      case Q6_K -> 2; // of 2 * 63 * 128
      default -> 1; // of 2 * 128 * 127
    };
  }

  @Override
  public void dots(int steps, Mem weights, Mem... activations) {
    int count = activations.length;
    int together = fitting();
    for (int run = 0; run < steps; run += together) {
      for (int step = run; step < run + together; step++) {
        load(weights.plus(2 * registers.target().bytes() * step));
        for (int row = 0; row < count; row++) {
          a.vpbroadcastd(registers.activations(), activations[row].plus(4 * step));
          multiply(row, step == run);
        }
      }
      for (int row = 0; row < count && !signed(); row++) {
        for (int half = 0; half < 2; half++) {
          widen(row, half, registers.narrow(row, half));
        }
      }
    }
  }

  private void load(Mem weights) {
    for (int half = 0; half < 2; half++) {
      a.vmovdqu32(registers.weight(half), weights.plus(registers.target().bytes() * half));
      if (signed()) {
        a.vpabsb(registers.narrow(0, half), registers.weight(half));
      }
    }
  }

  private void multiply(int row, boolean first) {
    Vec x = registers.activations();
    Vec t = registers.temporary();
    for (int half = 0; half < 2; half++) {
      Vec w = registers.weight(half);
      Vec sum = registers.narrow(row, half);
      if (signed()) {
        a.vpsignb(t, x, w);
        a.vpmaddubsw(t, registers.narrow(0, half), t);
        widen(row, half, t);
      } else if (first) {
        a.vpmaddubsw(sum, w, x);
      } else {
        a.vpmaddubsw(t, w, x);
        a.vpaddw(sum, sum, t);
      }
    }
  }

  private void widen(int row, int half, Vec pairs) {
    Vec dot = registers.dot(row, half);
    a.vpmaddwd(pairs, pairs, ones);
    a.vpaddd(dot, dot, pairs);
  }

  @Override
  public void addShorts(Vec to, Vec w, Vec x) {
    Vec t = registers.temporary();
    a.vpmaddwd(t, w, x);
    a.vpaddd(to, to, t);
  }
}
