package dev.fathom.train.tasks;

/// Three disjoint spaces of seeds: what is trained on, what is looked at meanwhile, what is
/// reported.
///
/// The rule: seed number `i` of a split is `mix(4 * i + k)`, k = 0 for training, 1 for validation,
/// 2 for test, where `mix` is SplitMix64's finalizer, a bijection on 64 bits; so no seed belongs to
/// two splits and {@link #of} finds the split of any seed again. Different seeds may still ask the
/// same small question: there are only 100 products of two digits.
public enum Split {
  TRAIN(0),
  VALIDATION(1),
  TEST(2);

  private final int residue;

  Split(int residue) {
    this.residue = residue;
  }

  /// k of the rule: 0, 1, 2.
  public int residue() {
    return residue;
  }

  /// The seed with this number, 0 to 2^62 - 1.
  public long seed(long index) {
    if (index < 0 || index >= 1L << 62) {
      throw new IllegalArgumentException("index of a seed must be 0 to 2^62 - 1, got " + index);
    }
    return Draw.mixed(4 * index + residue);
  }

  /// The split a seed belongs to; the fourth residue, which {@link #seed} never makes, trains.
  public static Split of(long seed) {
    return switch ((int) (unmixed(seed) & 3)) {
      case 1 -> VALIDATION;
      case 2 -> TEST;
      default -> TRAIN;
    };
  }

  private static long unmixed(long mixed) {
    long z = unshifted(mixed, 31) * 0x319642B2D24D8EC3L;
    z = unshifted(z, 27) * 0x96DE1B173F119089L;
    return unshifted(z, 30);
  }

  /// Undoes `y = x ^ (x >>> shift)`.
  private static long unshifted(long y, int shift) {
    long x = y;
    for (int known = shift; known < 64; known += shift) {
      x = y ^ (x >>> shift);
    }
    return x;
  }
}
