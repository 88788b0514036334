package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Products of decoded weight rows with rows of activations, several at a time so that what is
/// loaded is used more than once. All keep the order of {@link VectorLanes}; lane sums of pair i go
/// to `lanes[COUNT * i]`. Rows are aligned segments of `bytes` bytes, whole steps.
final class VectorDot {
  /// Weight rows of the large tile.
  static final int ROWS = 2;

  /// Tokens of the large tile.
  static final int TOKENS = 3;

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /// Bytes of a chunk.
  private static final int CHUNK = COUNT * Float.BYTES;

  private VectorDot() {}

  /// One row, one token.
  static void one(MemorySegment w, MemorySegment x, int bytes, float[] lanes) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    FloatVector c = FloatVector.zero(FLOATS);
    FloatVector d = FloatVector.zero(FLOATS);
    for (int k = 0; k < bytes; k += 4 * CHUNK) {
      a =
          FloatVector.fromMemorySegment(FLOATS, w, k, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b =
          FloatVector.fromMemorySegment(FLOATS, w, k + CHUNK, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + CHUNK, ORDER), b);
      c =
          FloatVector.fromMemorySegment(FLOATS, w, k + 2 * CHUNK, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 2 * CHUNK, ORDER), c);
      d =
          FloatVector.fromMemorySegment(FLOATS, w, k + 3 * CHUNK, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 3 * CHUNK, ORDER), d);
    }
    a.add(b).add(c.add(d)).intoArray(lanes, 0);
  }

  /// Four rows, one token.
  static void four(
      MemorySegment w0,
      MemorySegment w1,
      MemorySegment w2,
      MemorySegment w3,
      MemorySegment x,
      int bytes,
      float[] lanes) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector d0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector d1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector b2 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector d2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    FloatVector b3 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector d3 = FloatVector.zero(FLOATS);
    for (int k = 0; k < bytes; k += 4 * CHUNK) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, x, k, ORDER);
      a0 = FloatVector.fromMemorySegment(FLOATS, w0, k, ORDER).fma(v, a0);
      a1 = FloatVector.fromMemorySegment(FLOATS, w1, k, ORDER).fma(v, a1);
      a2 = FloatVector.fromMemorySegment(FLOATS, w2, k, ORDER).fma(v, a2);
      a3 = FloatVector.fromMemorySegment(FLOATS, w3, k, ORDER).fma(v, a3);
      v = FloatVector.fromMemorySegment(FLOATS, x, k + CHUNK, ORDER);
      b0 = FloatVector.fromMemorySegment(FLOATS, w0, k + CHUNK, ORDER).fma(v, b0);
      b1 = FloatVector.fromMemorySegment(FLOATS, w1, k + CHUNK, ORDER).fma(v, b1);
      b2 = FloatVector.fromMemorySegment(FLOATS, w2, k + CHUNK, ORDER).fma(v, b2);
      b3 = FloatVector.fromMemorySegment(FLOATS, w3, k + CHUNK, ORDER).fma(v, b3);
      v = FloatVector.fromMemorySegment(FLOATS, x, k + 2 * CHUNK, ORDER);
      c0 = FloatVector.fromMemorySegment(FLOATS, w0, k + 2 * CHUNK, ORDER).fma(v, c0);
      c1 = FloatVector.fromMemorySegment(FLOATS, w1, k + 2 * CHUNK, ORDER).fma(v, c1);
      c2 = FloatVector.fromMemorySegment(FLOATS, w2, k + 2 * CHUNK, ORDER).fma(v, c2);
      c3 = FloatVector.fromMemorySegment(FLOATS, w3, k + 2 * CHUNK, ORDER).fma(v, c3);
      v = FloatVector.fromMemorySegment(FLOATS, x, k + 3 * CHUNK, ORDER);
      d0 = FloatVector.fromMemorySegment(FLOATS, w0, k + 3 * CHUNK, ORDER).fma(v, d0);
      d1 = FloatVector.fromMemorySegment(FLOATS, w1, k + 3 * CHUNK, ORDER).fma(v, d1);
      d2 = FloatVector.fromMemorySegment(FLOATS, w2, k + 3 * CHUNK, ORDER).fma(v, d2);
      d3 = FloatVector.fromMemorySegment(FLOATS, w3, k + 3 * CHUNK, ORDER).fma(v, d3);
    }
    a0.add(b0).add(c0.add(d0)).intoArray(lanes, 0);
    a1.add(b1).add(c1.add(d1)).intoArray(lanes, COUNT);
    a2.add(b2).add(c2.add(d2)).intoArray(lanes, 2 * COUNT);
    a3.add(b3).add(c3.add(d3)).intoArray(lanes, 3 * COUNT);
  }

  /// Two rows and three tokens: pairs row by row. 24 sums, 2 weights and an activation nearly fill
  /// 32 registers.
  static void tile(
      MemorySegment w0,
      MemorySegment w1,
      MemorySegment x0,
      MemorySegment x1,
      MemorySegment x2,
      int bytes,
      float[] lanes) {
    FloatVector a00 = FloatVector.zero(FLOATS);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a12 = a00;
    FloatVector b00 = a00;
    FloatVector b01 = a00;
    FloatVector b02 = a00;
    FloatVector b10 = a00;
    FloatVector b11 = a00;
    FloatVector b12 = a00;
    FloatVector c00 = a00;
    FloatVector c01 = a00;
    FloatVector c02 = a00;
    FloatVector c10 = a00;
    FloatVector c11 = a00;
    FloatVector c12 = a00;
    FloatVector d00 = a00;
    FloatVector d01 = a00;
    FloatVector d02 = a00;
    FloatVector d10 = a00;
    FloatVector d11 = a00;
    FloatVector d12 = a00;
    for (int k = 0; k < bytes; k += 4 * CHUNK) {
      FloatVector u0 = FloatVector.fromMemorySegment(FLOATS, w0, k, ORDER);
      FloatVector u1 = FloatVector.fromMemorySegment(FLOATS, w1, k, ORDER);
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, x0, k, ORDER);
      a00 = u0.fma(v, a00);
      a10 = u1.fma(v, a10);
      v = FloatVector.fromMemorySegment(FLOATS, x1, k, ORDER);
      a01 = u0.fma(v, a01);
      a11 = u1.fma(v, a11);
      v = FloatVector.fromMemorySegment(FLOATS, x2, k, ORDER);
      a02 = u0.fma(v, a02);
      a12 = u1.fma(v, a12);
      u0 = FloatVector.fromMemorySegment(FLOATS, w0, k + CHUNK, ORDER);
      u1 = FloatVector.fromMemorySegment(FLOATS, w1, k + CHUNK, ORDER);
      v = FloatVector.fromMemorySegment(FLOATS, x0, k + CHUNK, ORDER);
      b00 = u0.fma(v, b00);
      b10 = u1.fma(v, b10);
      v = FloatVector.fromMemorySegment(FLOATS, x1, k + CHUNK, ORDER);
      b01 = u0.fma(v, b01);
      b11 = u1.fma(v, b11);
      v = FloatVector.fromMemorySegment(FLOATS, x2, k + CHUNK, ORDER);
      b02 = u0.fma(v, b02);
      b12 = u1.fma(v, b12);
      u0 = FloatVector.fromMemorySegment(FLOATS, w0, k + 2 * CHUNK, ORDER);
      u1 = FloatVector.fromMemorySegment(FLOATS, w1, k + 2 * CHUNK, ORDER);
      v = FloatVector.fromMemorySegment(FLOATS, x0, k + 2 * CHUNK, ORDER);
      c00 = u0.fma(v, c00);
      c10 = u1.fma(v, c10);
      v = FloatVector.fromMemorySegment(FLOATS, x1, k + 2 * CHUNK, ORDER);
      c01 = u0.fma(v, c01);
      c11 = u1.fma(v, c11);
      v = FloatVector.fromMemorySegment(FLOATS, x2, k + 2 * CHUNK, ORDER);
      c02 = u0.fma(v, c02);
      c12 = u1.fma(v, c12);
      u0 = FloatVector.fromMemorySegment(FLOATS, w0, k + 3 * CHUNK, ORDER);
      u1 = FloatVector.fromMemorySegment(FLOATS, w1, k + 3 * CHUNK, ORDER);
      v = FloatVector.fromMemorySegment(FLOATS, x0, k + 3 * CHUNK, ORDER);
      d00 = u0.fma(v, d00);
      d10 = u1.fma(v, d10);
      v = FloatVector.fromMemorySegment(FLOATS, x1, k + 3 * CHUNK, ORDER);
      d01 = u0.fma(v, d01);
      d11 = u1.fma(v, d11);
      v = FloatVector.fromMemorySegment(FLOATS, x2, k + 3 * CHUNK, ORDER);
      d02 = u0.fma(v, d02);
      d12 = u1.fma(v, d12);
    }
    a00.add(b00).add(c00.add(d00)).intoArray(lanes, 0);
    a01.add(b01).add(c01.add(d01)).intoArray(lanes, COUNT);
    a02.add(b02).add(c02.add(d02)).intoArray(lanes, 2 * COUNT);
    a10.add(b10).add(c10.add(d10)).intoArray(lanes, 3 * COUNT);
    a11.add(b11).add(c11.add(d11)).intoArray(lanes, 4 * COUNT);
    a12.add(b12).add(c12.add(d12)).intoArray(lanes, 5 * COUNT);
  }
}
