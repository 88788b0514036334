package dev.fathom.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The tokens that may still be drawn: a working set over reusable buffers of V entries.
///
/// Each is one sortable long, logit above and inverted id below, so that larger is likelier and
/// equal logits go by the lower id: every selection is exact and repeatable. Selections are partial
/// (quickselect): a vocabulary is never sorted.
final class Candidates {
  private static final double LN_2 = 0.6931471805599453;
  private static final double ROUND = 0x1.8p52;
  private static final long[] POWERS = powers();

  private final long[] keys;
  private final double[] weights;
  private int size;

  Candidates(int vocabulary) {
    keys = new long[vocabulary];
    weights = new double[vocabulary];
  }

  /// The tokens left, ascending.
  int[] ids() {
    return Arrays.stream(keys, 0, size).mapToInt(Candidates::id).sorted().toArray();
  }

  /// The tokens left, likeliest first.
  IntStream ranked() {
    return Arrays.stream(keys, 0, size).map(key -> ~key).sorted().mapToInt(key -> id(~key));
  }

  /// Starts over with the tokens whose logit is at least `floor`; of these the `topK` largest, 0
  /// for all.
  void collect(float[] logits, double floor, int topK) {
    size = 0;
    // with a top-k the buffer is cut to k whenever it is full, and the k-th raises the bar
    int room = topK == 0 ? keys.length : (int) Math.min(keys.length, Math.max(4L * topK, 1024));
    long bar = Long.MIN_VALUE;
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] >= floor) {
        long key = key(logits[id], id);
        if (key > bar) {
          keys[size++] = key;
          if (size == room && room > topK && topK > 0) {
            keepTop(topK);
            bar = keys[topK - 1];
          }
        }
      }
    }
    keepTop(topK);
  }

  /// Gives every token its weight `exp((logit - max) / temperature)`.
  ///
  /// @return the sum of the weights
  double weigh(float max, double temperature) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      weights[i] = exp((logit(keys[i]) - (double) max) / temperature);
      sum += weights[i];
    }
    return sum;
  }

  /// Keeps the fewest likeliest tokens whose weights sum to at least `share` of `total`.
  ///
  /// @return the sum of the weights kept
  double keepMass(double share, double total) {
    // all tokens below this weigh less than what may go, even together
    keepHeavier((1 - share) * total / size);
    int from = 0;
    int to = size;
    double before = 0;
    while (from < to) {
      int pivot = partition(from, to);
      double upTo = before + sum(from, pivot);
      if (upTo >= share * total) {
        to = pivot;
      } else {
        before = upTo + weights[pivot];
        from = pivot + 1;
        if (before >= share * total) {
          to = from;
        }
      }
    }
    size = to;
    return sum(0, size);
  }

  /// The token at `share` (0 to 1) of the weights, laid end to end.
  ///
  /// @param total the sum of the weights
  int draw(double share, double total) {
    double left = share * total;
    int i = 0;
    while (i < size - 1 && left >= weights[i]) {
      left -= weights[i++];
    }
    return id(keys[i]);
  }

  /// `e^x` for `-40 <= x <= 0` to 14 digits, the same on every machine (`Math.exp` need not be) and
  /// fast enough for every weight of a vocabulary: `e^x = 2^(n/64) e^r` with a table for the one
  /// and five terms for the other (Tang 1989).
  static double exp(double x) {
    // adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits
    double shifted = x * (64 / LN_2) + ROUND;
    long n = Double.doubleToRawLongBits(shifted);
    double r = x - (shifted - ROUND) * (LN_2 / 64);
    double square = r * r;
    double terms = (0.5 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120));
    return Double.longBitsToDouble(POWERS[(int) n & 63] + (n << 46)) * (1 + (r + square * terms));
  }

  /// The bits of `2^(i/64)`, less those that `n << 46` brings along.
  private static long[] powers() {
    long[] powers = new long[64];
    for (int i = 0; i < 64; i++) {
      powers[i] = Double.doubleToRawLongBits(StrictMath.pow(2, i / 64.0)) - ((long) i << 46);
    }
    return powers;
  }

  /// Moves the `k` largest to the front, the smallest of them to place `k - 1`, and drops the rest.
  private void keepTop(int k) {
    if (k == 0 || k >= size) {
      return;
    }
    int from = 0;
    int to = size;
    int pivot = partition(from, to);
    while (pivot != k - 1) {
      if (pivot < k - 1) {
        from = pivot + 1;
      } else {
        to = pivot;
      }
      pivot = partition(from, to);
    }
    size = k;
  }

  private void keepHeavier(double weight) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (weights[i] >= weight) {
        keys[kept] = keys[i];
        weights[kept++] = weights[i];
      }
    }
    size = kept;
  }

  private double sum(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += weights[i];
    }
    return sum;
  }

  /// Parts `from .. to` by a middling key: larger ones before it, smaller ones behind.
  ///
  /// @return where that key stands
  private int partition(int from, int to) {
    int last = to - 1;
    swap(median(from, (from + last) >>> 1, last), last);
    long pivot = keys[last];
    int place = from;
    for (int i = from; i < last; i++) {
      if (keys[i] > pivot) {
        swap(i, place++);
      }
    }
    swap(place, last);
    return place;
  }

  private int median(int a, int b, int c) {
    boolean ab = keys[a] < keys[b];
    boolean bc = keys[b] < keys[c];
    boolean ac = keys[a] < keys[c];
    if (ab == bc) {
      return b;
    }
    return ab == ac ? c : a;
  }

  private void swap(int i, int j) {
    long key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
    double weight = weights[i];
    weights[i] = weights[j];
    weights[j] = weight;
  }

  private static long key(float logit, int id) {
    // adding 0 makes -0 equal to 0
    int bits = Float.floatToRawIntBits(logit + 0f);
    return ((long) flip(bits) << 32) | (~id & 0xffffffffL);
  }

  private static float logit(long key) {
    return Float.intBitsToFloat(flip((int) (key >> 32)));
  }

  private static int id(long key) {
    return ~(int) key;
  }

  /// Between a float's bits and an int of the same order; its own inverse.
  private static int flip(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
