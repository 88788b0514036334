package dev.fathom.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Turns elements of any type into f32, exactly as the formulas of `docs/formats/blocks.md` say.
public final class BlockDecoder {
  /// Rows and columns that share one scale of an FP8 weight.
  static final int FP8_BLOCK = 128;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private BlockDecoder() {}

  /// Decodes row `row` of `tensor`, scales of an FP8 weight included, to the start of `out`.
  public static void row(Tensor tensor, long row, float[] out) {
    if (row < 0 || row >= tensor.shape().rows()) {
      throw new IndexOutOfBoundsException("row " + row + " of " + tensor);
    }
    long at = row * tensor.rowStride();
    decode(tensor.type(), tensor.data(), at, out, 0, tensor.columns());
    Tensor scales = tensor.scales();
    if (scales != null) {
      multiply(out, tensor.columns(), scales, row / FP8_BLOCK);
    }
  }

  private static void multiply(float[] out, int columns, Tensor scales, long scaleRow) {
    for (int from = 0; from < columns; from += FP8_BLOCK) {
      float scale = scales.at(scaleRow, from / FP8_BLOCK);
      for (int i = from; i < Math.min(columns, from + FP8_BLOCK); i++) {
        out[i] *= scale;
      }
    }
  }

  /// Decodes `count` elements (whole blocks) that begin at byte `at` of `data` to `out[to] ..`,
  /// without FP8 scales.
  public static void decode(
      ElementType type, MemorySegment data, long at, float[] out, int to, int count) {
    long bytes = type.bytes(count);
    if (at < 0 || at > data.byteSize() - bytes) {
      throw new IndexOutOfBoundsException(
          count + " elements of " + type + " at byte " + at + " of " + data.byteSize());
    }
    if (type.isQuantized()) {
      for (int block = 0; block < count / type.blockLength(); block++) {
        long from = at + (long) block * type.blockBytes();
        decodeBlock(type, data, from, out, to + block * type.blockLength());
      }
    } else {
      decodePlain(type, data, at, out, to, count);
    }
  }

  private static void decodePlain(
      ElementType type, MemorySegment data, long at, float[] out, int to, int count) {
    switch (type) {
      case F32 -> MemorySegment.copy(data, FLOAT, at, out, to, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          out[to + i] = SmallBlocks.half(data, at + 2L * i);
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          out[to + i] = Float.intBitsToFloat(SmallBlocks.word(data, at + 2L * i) << 16);
        }
      }
      case F8_E4M3 -> {
        for (int i = 0; i < count; i++) {
          out[to + i] = Float8.toFloat(SmallBlocks.unsigned(data, at + i));
        }
      }
      default -> throw new AssertionError(type);
    }
  }

  private static void decodeBlock(
      ElementType type, MemorySegment data, long at, float[] out, int to) {
    switch (type) {
      case F32, F16, BF16, F8_E4M3 -> throw new AssertionError(type);
      case Q4_0 -> SmallBlocks.q40(data, at, out, to);
      case Q4_1 -> SmallBlocks.q41(data, at, out, to);
      case Q5_0 -> SmallBlocks.q50(data, at, out, to);
      case Q5_1 -> SmallBlocks.q51(data, at, out, to);
      case Q8_0 -> SmallBlocks.q80(data, at, out, to);
      case Q2_K -> SuperBlocks.q2k(data, at, out, to);
      case Q3_K -> SuperBlocks.q3k(data, at, out, to);
      case Q4_K -> SuperBlocks.q4k(data, at, out, to);
      case Q5_K -> SuperBlocks.q5k(data, at, out, to);
      case Q6_K -> SuperBlocks.q6k(data, at, out, to);
      case IQ4_NL -> SmallBlocks.iq4nl(data, at, out, to);
      case IQ4_XS -> SuperBlocks.iq4xs(data, at, out, to);
      case MXFP4 -> SmallBlocks.mxfp4(data, at, out, to);
    }
  }
}
