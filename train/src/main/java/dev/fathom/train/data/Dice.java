package dev.fathom.train.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Pseudo-random numbers from a few numbers (SplitMix64, Steele et al. 2014): no state to save.
public final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /// The stream that belongs to these numbers, in this order.
  public static Dice of(long... numbers) {
    long state = 0;
    for (long number : numbers) {
      state = mixed(state + GOLDEN ^ number);
    }
    return new Dice(state);
  }

  /// The next 64.
  public long bits() {
    state += GOLDEN;
    return mixed(state);
  }

  /// 0 to 1, 1 excluded.
  public double unit() {
    return (bits() >>> 11) * 0x1p-53;
  }

  /// 0 to `bound`, `bound` excluded.
  public int below(int bound) {
    return (int) Long.remainderUnsigned(bits() >>> 8, bound);
  }

  /// True in a share of all cases.
  public boolean chance(double share) {
    return unit() < share;
  }

  /// `values` in an order that is drawn (Fisher and Yates).
  public <T> List<T> shuffled(List<T> values) {
    List<T> copy = new ArrayList<>(values);
    for (int i = copy.size() - 1; i > 0; i--) {
      Collections.swap(copy, i, below(i + 1));
    }
    return copy;
  }

  /// The index of a weight, drawn by its share.
  public int of(List<Double> weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = unit() * sum;
    for (int i = 0; i < weights.size(); i++) {
      left -= weights.get(i);
      if (left < 0) {
        return i;
      }
    }
    // rounding: the last that has a share
    int last = weights.size() - 1;
    while (weights.get(last) == 0) {
      last--;
    }
    return last;
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
