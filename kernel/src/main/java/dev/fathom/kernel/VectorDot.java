package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;
import static dev.fathom.kernel.VectorLanes.STEP;

import jdk.incubator.vector.FloatVector;

/// Products of decoded weight rows with rows of activations, several at a time so that what is
/// loaded is used more than once. All keep the order of {@link VectorLanes}; lane sums of pair i go
/// to `lanes[COUNT * i]`.
final class VectorDot {
  /// Weight rows of the large tile.
  static final int ROWS = 3;

  /// Tokens of the large tile.
  static final int TOKENS = 4;

  private VectorDot() {}

  /// One row, one token.
  static void one(float[] w, int w0, float[] x, int x0, int columns, float[] lanes, int to) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    for (int k = 0; k < columns; k += STEP) {
      a = FloatVector.fromArray(FLOATS, w, w0 + k).fma(FloatVector.fromArray(FLOATS, x, x0 + k), a);
      b =
          FloatVector.fromArray(FLOATS, w, w0 + k + COUNT)
              .fma(FloatVector.fromArray(FLOATS, x, x0 + k + COUNT), b);
    }
    a.add(b).intoArray(lanes, to);
  }

  /// Four rows `stride` apart, one token: pairs in the order of rows. By symmetry also one row and
  /// four tokens `stride` apart.
  static void four(
      float[] w, int w0, int stride, float[] x, int x0, int columns, float[] lanes, int to) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector b2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    FloatVector b3 = FloatVector.zero(FLOATS);
    int w1 = w0 + stride;
    int w2 = w1 + stride;
    int w3 = w2 + stride;
    for (int k = 0; k < columns; k += STEP) {
      FloatVector x0k = FloatVector.fromArray(FLOATS, x, x0 + k);
      a0 = FloatVector.fromArray(FLOATS, w, w0 + k).fma(x0k, a0);
      a1 = FloatVector.fromArray(FLOATS, w, w1 + k).fma(x0k, a1);
      a2 = FloatVector.fromArray(FLOATS, w, w2 + k).fma(x0k, a2);
      a3 = FloatVector.fromArray(FLOATS, w, w3 + k).fma(x0k, a3);
      FloatVector x1k = FloatVector.fromArray(FLOATS, x, x0 + k + COUNT);
      b0 = FloatVector.fromArray(FLOATS, w, w0 + k + COUNT).fma(x1k, b0);
      b1 = FloatVector.fromArray(FLOATS, w, w1 + k + COUNT).fma(x1k, b1);
      b2 = FloatVector.fromArray(FLOATS, w, w2 + k + COUNT).fma(x1k, b2);
      b3 = FloatVector.fromArray(FLOATS, w, w3 + k + COUNT).fma(x1k, b3);
    }
    a0.add(b0).intoArray(lanes, to);
    a1.add(b1).intoArray(lanes, to + COUNT);
    a2.add(b2).intoArray(lanes, to + 2 * COUNT);
    a3.add(b3).intoArray(lanes, to + 3 * COUNT);
  }

  /// Three rows `stride` apart and four tokens that begin at `x0 .. x3`: pairs row by row. 24 sums,
  /// 3 weights and an activation are the most that 32 registers hold.
  static void tile(
      float[] w,
      int w0,
      int stride,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int columns,
      float[] lanes) {
    FloatVector a00 = FloatVector.zero(FLOATS);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a12 = a00;
    FloatVector a13 = a00;
    FloatVector a20 = a00;
    FloatVector a21 = a00;
    FloatVector a22 = a00;
    FloatVector a23 = a00;
    FloatVector b00 = a00;
    FloatVector b01 = a00;
    FloatVector b02 = a00;
    FloatVector b03 = a00;
    FloatVector b10 = a00;
    FloatVector b11 = a00;
    FloatVector b12 = a00;
    FloatVector b13 = a00;
    FloatVector b20 = a00;
    FloatVector b21 = a00;
    FloatVector b22 = a00;
    FloatVector b23 = a00;
    for (int k = 0; k < columns; k += STEP) {
      int wk = w0 + k;
      FloatVector u0 = FloatVector.fromArray(FLOATS, w, wk);
      FloatVector u1 = FloatVector.fromArray(FLOATS, w, wk + stride);
      FloatVector u2 = FloatVector.fromArray(FLOATS, w, wk + 2 * stride);
      FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
      a00 = u0.fma(v, a00);
      a10 = u1.fma(v, a10);
      a20 = u2.fma(v, a20);
      v = FloatVector.fromArray(FLOATS, x, x1 + k);
      a01 = u0.fma(v, a01);
      a11 = u1.fma(v, a11);
      a21 = u2.fma(v, a21);
      v = FloatVector.fromArray(FLOATS, x, x2 + k);
      a02 = u0.fma(v, a02);
      a12 = u1.fma(v, a12);
      a22 = u2.fma(v, a22);
      v = FloatVector.fromArray(FLOATS, x, x3 + k);
      a03 = u0.fma(v, a03);
      a13 = u1.fma(v, a13);
      a23 = u2.fma(v, a23);
      u0 = FloatVector.fromArray(FLOATS, w, wk + COUNT);
      u1 = FloatVector.fromArray(FLOATS, w, wk + COUNT + stride);
      u2 = FloatVector.fromArray(FLOATS, w, wk + COUNT + 2 * stride);
      v = FloatVector.fromArray(FLOATS, x, x0 + k + COUNT);
      b00 = u0.fma(v, b00);
      b10 = u1.fma(v, b10);
      b20 = u2.fma(v, b20);
      v = FloatVector.fromArray(FLOATS, x, x1 + k + COUNT);
      b01 = u0.fma(v, b01);
      b11 = u1.fma(v, b11);
      b21 = u2.fma(v, b21);
      v = FloatVector.fromArray(FLOATS, x, x2 + k + COUNT);
      b02 = u0.fma(v, b02);
      b12 = u1.fma(v, b12);
      b22 = u2.fma(v, b22);
      v = FloatVector.fromArray(FLOATS, x, x3 + k + COUNT);
      b03 = u0.fma(v, b03);
      b13 = u1.fma(v, b13);
      b23 = u2.fma(v, b23);
    }
    a00.add(b00).intoArray(lanes, 0);
    a01.add(b01).intoArray(lanes, COUNT);
    a02.add(b02).intoArray(lanes, 2 * COUNT);
    a03.add(b03).intoArray(lanes, 3 * COUNT);
    a10.add(b10).intoArray(lanes, 4 * COUNT);
    a11.add(b11).intoArray(lanes, 5 * COUNT);
    a12.add(b12).intoArray(lanes, 6 * COUNT);
    a13.add(b13).intoArray(lanes, 7 * COUNT);
    a20.add(b20).intoArray(lanes, 8 * COUNT);
    a21.add(b21).intoArray(lanes, 9 * COUNT);
    a22.add(b22).intoArray(lanes, 10 * COUNT);
    a23.add(b23).intoArray(lanes, 11 * COUNT);
  }
}
