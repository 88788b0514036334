package dev.fathom.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Turns f32 into the plain types, rounding to nearest even, and into Q8_0 and Q4_0 as ggml does.
public final class BlockEncoder {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private BlockEncoder() {}

  /// A new contiguous tensor in `arena` that holds `values`, row after row.
  public static Tensor encode(Arena arena, ElementType type, float[] values, long... lengths) {
    Tensor tensor = Tensor.allocate(arena, type, lengths);
    if (tensor.shape().elements() != values.length) {
      throw new IllegalArgumentException("got " + values.length + " values for " + tensor);
    }
    encode(type, values, tensor.data(), 0);
    return tensor;
  }

  /// Encodes all `values` (whole blocks) to `out`, beginning at byte `at`.
  public static void encode(ElementType type, float[] values, MemorySegment out, long at) {
    encode(type, values, values.length, out, at);
  }

  /// Encodes the first `count` of `values` (whole blocks) to `out`, beginning at byte `at`.
  static void encode(ElementType type, float[] values, int count, MemorySegment out, long at) {
    long bytes = type.bytes(count);
    if (at < 0 || at > out.byteSize() - bytes) {
      throw new IndexOutOfBoundsException(
          count + " elements of " + type + " at byte " + at + " of " + out.byteSize());
    }
    switch (type) {
      case F32 -> MemorySegment.copy(values, 0, out, FLOAT, at, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          out.set(SHORT, at + 2L * i, Float.floatToFloat16(values[i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          out.set(SHORT, at + 2L * i, bfloat16(values[i]));
        }
      }
      case F8_E4M3 -> {
        for (int i = 0; i < count; i++) {
          out.set(BYTE, at + i, Float8.fromFloat(values[i]));
        }
      }
      case Q8_0 -> {
        for (int i = 0; i < count; i += 32) {
          q80(values, i, out, at + i / 32 * 34L);
        }
      }
      case Q4_0 -> {
        for (int i = 0; i < count; i += 32) {
          q40(values, i, out, at + i / 32 * 18L);
        }
      }
      case Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, MXFP4 ->
          throw new IllegalArgumentException("cannot encode " + type);
    }
  }

  /// The upper half of an f32, rounded to nearest even; NaN stays NaN.
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 64);
    }
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }

  /// The largest magnitude becomes 127; halves round away from zero. A value that is not finite
  /// makes the step NaN or infinite and all levels zero, hence NaN of the whole block.
  private static void q80(float[] values, int from, MemorySegment out, long at) {
    float largest = 0;
    for (int i = 0; i < 32; i++) {
      largest = Math.max(largest, Math.abs(values[from + i]));
    }
    float scale = largest / 127;
    float inverse = scale == 0 ? 0 : 1 / scale;
    out.set(SHORT, at, Float.floatToFloat16(scale));
    for (int i = 0; i < 32; i++) {
      float scaled = values[from + i] * inverse;
      int magnitude = (int) (Math.abs(scaled) + 0.5);
      out.set(BYTE, at + 2 + i, (byte) (scaled < 0 ? -magnitude : magnitude));
    }
  }

  /// The value of largest magnitude becomes -8, whatever its sign.
  private static void q40(float[] values, int from, MemorySegment out, long at) {
    float extreme = 0;
    for (int i = 0; i < 32; i++) {
      if (Math.abs(values[from + i]) > Math.abs(extreme)) {
        extreme = values[from + i];
      }
    }
    float scale = extreme / -8;
    float inverse = scale == 0 ? 0 : 1 / scale;
    out.set(SHORT, at, Float.floatToFloat16(scale));
    for (int i = 0; i < 16; i++) {
      int low = nibble(values[from + i] * inverse);
      int high = nibble(values[from + 16 + i] * inverse);
      out.set(BYTE, at + 2 + i, (byte) (low | high << 4));
    }
  }

  private static int nibble(float scaled) {
    return Math.clamp((int) (scaled + 8.5f), 0, 15);
  }
}
