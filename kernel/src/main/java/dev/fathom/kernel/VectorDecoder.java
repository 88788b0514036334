package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.BYTES;
import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.INTS;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Turns rows of any type into f32 in an array, zeros behind them up to whole steps of {@link
/// VectorLanes}.
final class VectorDecoder {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(COUNT * Short.SIZE));

  private VectorDecoder() {}

  /// Decodes row `row` of `w`, scales of an FP8 weight included, to `out[to] ..`, padded.
  static void row(Tensor w, long row, VectorScratch scratch, float[] out, int to) {
    long at = row * w.rowStride();
    elements(w.type(), w.data(), at, w.columns(), scratch, out, to);
    Tensor scales = w.scales();
    if (scales != null) {
      multiply(out, to, w.columns(), scales, row / BlockDecoder.FP8_BLOCK);
    }
    Arrays.fill(out, to + w.columns(), to + VectorLanes.padded(w.columns()), 0);
  }

  private static void multiply(float[] out, int to, int columns, Tensor scales, long scaleRow) {
    for (int from = 0; from < columns; from += BlockDecoder.FP8_BLOCK) {
      float scale = scales.at(scaleRow, from / BlockDecoder.FP8_BLOCK);
      int end = to + Math.min(columns, from + BlockDecoder.FP8_BLOCK);
      for (int i = to + from; i < end; i++) {
        out[i] *= scale;
      }
    }
  }

  /// Decodes `columns` elements that begin at byte `at`; may write zeros or worse behind them, up
  /// to whole steps.
  static void elements(
      ElementType type,
      MemorySegment data,
      long at,
      int columns,
      VectorScratch scratch,
      float[] out,
      int to) {
    switch (type) {
      case F32 -> MemorySegment.copy(data, FLOAT, at, out, to, columns);
      case F16, BF16 -> {
        scratch.needShorts(VectorLanes.padded(columns));
        MemorySegment.copy(data, SHORT, at, scratch.shorts, 0, columns);
        if (type == ElementType.F16) {
          halves(scratch.shorts, columns, out, to);
        } else {
          bfloats(scratch.shorts, columns, out, to);
        }
      }
      case F8_E4M3, Q8_0, Q4_0, Q4_K, Q5_K, Q6_K -> {
        if (VectorLanes.WIDE) {
          blocks(type, data, at, columns, scratch, out, to);
        } else {
          BlockDecoder.decode(type, data, at, out, to, columns);
        }
      }
      case Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, IQ4_NL, IQ4_XS, MXFP4 ->
          BlockDecoder.decode(type, data, at, out, to, columns);
    }
  }

  /// The types that have loops of vectors; their rows are whole blocks.
  private static void blocks(
      ElementType type,
      MemorySegment data,
      long at,
      int columns,
      VectorScratch scratch,
      float[] out,
      int to) {
    int length = (int) type.bytes(columns);
    scratch.needRaw(length + VectorLanes.STEP);
    byte[] raw = scratch.raw;
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, raw, 0, length);
    scratch.needBytes(columns); // no type has more than a byte of levels
    scratch.needScales(Math.ceilDiv(columns, 16));
    byte[] levels = scratch.bytes;
    float[] scales = scratch.scales;
    switch (type) {
      case F8_E4M3 -> float8s(raw, columns, out, to);
      case Q8_0 -> {
        VectorStrips.q80(raw, 0, columns / 32, levels, scales);
        VectorBlocks.q80(levels, columns, scales, out, to);
      }
      case Q4_0 -> {
        VectorStrips.q40(raw, 0, columns / 32, levels, scales);
        VectorBlocks.q40(levels, columns, scales, out, to);
      }
      case Q4_K -> {
        VectorStrips.q4k(raw, 0, columns / 256, levels, scales);
        VectorBlocks.q4k(levels, columns, scales, out, to);
      }
      case Q5_K -> {
        VectorStrips.q5k(raw, 0, columns / 256, levels, scales);
        VectorBlocks.q5k(levels, columns, scales, out, to);
      }
      case Q6_K -> {
        VectorStrips.q6k(raw, 0, columns / 256, levels, scales);
        VectorBlocks.q6k(levels, columns, scales, out, to);
      }
      case F32, F16, BF16, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, IQ4_NL, IQ4_XS, MXFP4 ->
          throw new AssertionError(type);
    }
  }

  /// The compiler turns this loop into vector conversions itself.
  static void halves(short[] halves, int count, float[] out, int to) {
    for (int i = 0; i < count; i++) {
      out[to + i] = Float.float16ToFloat(halves[i]);
    }
  }

  private static void bfloats(short[] words, int count, float[] out, int to) {
    for (int i = 0; i < count; i += COUNT) {
      IntVector bits =
          (IntVector)
              ShortVector.fromArray(SHORTS, words, i).convertShape(ZERO_EXTEND_S2I, INTS, 0);
      bits.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(out, to + i);
    }
  }

  /// Exponent and fraction move to their places in an f32, whose exponent is biased by 120 more;
  /// subnormal numbers come out right.
  private static void float8s(byte[] codes, int count, float[] out, int to) {
    for (int i = 0; i < count; i += COUNT) {
      IntVector code =
          (IntVector) ByteVector.fromArray(BYTES, codes, i).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector magnitude = code.and(127);
      FloatVector value = magnitude.lanewise(LSHL, 20).reinterpretAsFloats().mul(0x1p120f);
      value = value.blend(Float.NaN, magnitude.compare(EQ, 127).cast(VectorLanes.FLOATS));
      IntVector sign = code.and(128).lanewise(LSHL, 24);
      value.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(out, to + i);
    }
  }
}
