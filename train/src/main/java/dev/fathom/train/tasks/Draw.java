package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// A stream of pseudo-random choices (SplitMix64, Steele et al. 2014): the same on every machine.
final class Draw {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  Draw(long seed) {
    this.state = seed;
  }

  /// The stream of one problem. Languages share it, so that a seed asks alike in both.
  static Draw of(String family, int level, long seed) {
    long name = 0;
    for (int i = 0; i < family.length(); i++) {
      name = name * 31 + family.charAt(i);
    }
    return new Draw(mixed(seed ^ mixed(name * 64 + level)));
  }

  /// SplitMix64's finalizer: a bijection on 64 bits.
  static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long bits() {
    state += GOLDEN;
    return mixed(state);
  }

  /// A stream of its own that leaves this one one step on.
  Draw fork() {
    return new Draw(bits());
  }

  /// 0 to `bound - 1`; the bias of the modulus is below 2^-40 at our sizes.
  int below(int bound) {
    return (int) Long.remainderUnsigned(bits() >>> 8, bound);
  }

  /// `low` to `high`, both included.
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /// A number of exactly so many digits (0 counts as one digit).
  int digits(int count) {
    int low = count == 1 ? 0 : Math.toIntExact(Math.round(Math.pow(10, count - 1)));
    return between(low, Math.toIntExact(Math.round(Math.pow(10, count))) - 1);
  }

  boolean chance(double share) {
    return (bits() >>> 11) * 0x1p-53 < share;
  }

  <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /// A shuffled copy (Fisher and Yates).
  <T> List<T> shuffled(List<T> values) {
    List<T> copy = new ArrayList<>(values);
    for (int i = copy.size() - 1; i > 0; i--) {
      int j = below(i + 1);
      T held = copy.get(i);
      copy.set(i, copy.get(j));
      copy.set(j, held);
    }
    return copy;
  }

  /// So many different ones, in random order.
  <T> List<T> some(int count, List<T> values) {
    return List.copyOf(shuffled(values).subList(0, count));
  }
}
