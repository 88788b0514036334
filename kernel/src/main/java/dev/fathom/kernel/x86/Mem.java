package dev.fathom.kernel.x86;

import org.jspecify.annotations.Nullable;

/// Memory at `base + index * scale + displacement`, or at a label of the code itself.
///
/// @param broadcast whether one element is read and repeated in all lanes (AVX-512)
public record Mem(
    @Nullable Gpr base,
    @Nullable Gpr index,
    int scale,
    int displacement,
    @Nullable Label label,
    boolean broadcast)
    implements Operand {
  public Mem {
    if (index == Gpr.RSP || Integer.bitCount(scale) != 1 || scale > 8) {
      throw new IllegalArgumentException("no address with " + index + " times " + scale);
    }
  }

  /// Memory at `base`.
  public static Mem at(Gpr base) {
    return at(base, 0);
  }

  /// Memory at `base + displacement`.
  public static Mem at(Gpr base, int displacement) {
    return new Mem(base, null, 1, displacement, null, false);
  }

  /// Memory at `base + index * scale + displacement`.
  public static Mem at(Gpr base, Gpr index, int scale, int displacement) {
    return new Mem(base, index, scale, displacement, null, false);
  }

  /// Memory at `label`, relative to the instruction.
  public static Mem at(Label label) {
    return new Mem(null, null, 1, 0, label, false);
  }

  /// One element, repeated in all lanes.
  public Mem repeated() {
    return new Mem(base, index, scale, displacement, label, true);
  }

  /// The address `bytes` further on.
  public Mem plus(int bytes) {
    return new Mem(base, index, scale, displacement + bytes, label, broadcast);
  }
}
