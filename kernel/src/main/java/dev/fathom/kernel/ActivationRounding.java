package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;

/// Rounds activations to 8 bits a block before they meet a quantised weight, to the very values
/// that ggml's integer kernels see, so that a quantised model gives here what it gives there; kept
/// as f32, on which every kernel set computes. Sums over a block (for types with a minimum) are
/// those of the rounded values.
final class ActivationRounding {
  /// Added to a float below 2^22 and subtracted again, it leaves the nearest integer, ties to even.
  private static final float ROUNDER = 0x1.8p23f;

  private ActivationRounding() {}

  /// Rounds `columns` values of one row from `at` as a weight of type `type` wants; leaves them as
  /// they are for types that are not quantised. A block that is not finite stays.
  static void row(float[] values, int at, int columns, ElementType type) {
    int block = type.blockLength();
    for (int from = at; block > 1 && from < at + columns; from += block) {
      if (block == 32) {
        block32(values, from);
      } else {
        block256(values, from);
      }
    }
  }

  /// ggml's Q8_0: 32 values; steps of a 127th of the largest magnitude, the step itself in f16.
  private static void block32(float[] values, int from) {
    float largest = Math.abs(values[from + largest(values, from, 32)]);
    float step = Float.float16ToFloat(Float.floatToFloat16(largest / 127));
    round(values, from, 32, 127 / largest, step);
  }

  /// ggml's Q8_K: 256 values; the value of the largest magnitude becomes -127.
  private static void block256(float[] values, int from) {
    float inverse = -127 / values[from + largest(values, from, 256)];
    round(values, from, 256, inverse, 1 / inverse);
  }

  /// The place of the first of the largest magnitudes, counted from `from`.
  private static int largest(float[] values, int from, int count) {
    float largest = 0;
    int place = 0;
    for (int i = 0; i < count; i++) {
      float magnitude = Math.abs(values[from + i]);
      if (magnitude > largest) {
        largest = magnitude;
        place = i;
      }
    }
    return place;
  }

  private static void round(float[] values, int from, int count, float inverse, float step) {
    if (!Float.isFinite(inverse) || !Float.isFinite(step)) {
      return;
    }
    for (int i = from; i < from + count; i++) {
      float whole = (values[i] * inverse + ROUNDER) - ROUNDER;
      values[i] = Math.min(127, whole) * step;
    }
  }
}
