package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The exponential function on vectors: within 2 ulp of the exact value, 0 below -104, infinity
/// above 88.8, NaN for NaN.
final class VectorExp {
  private static final float LOG2_E = 1.442695f;

  /// ln 2 in two parts; products of the first with whole numbers below 2^9 are exact.
  private static final float LN2_HIGH = 0x1.62e4p-1f;

  private static final float LN2_LOW = (float) (0.6931471805599453 - 0x1.62e4p-1);

  /// Added to a float below 2^22, it leaves the nearest integer in the low bits.
  private static final float ROUNDER = 0x1.8p23f;

  private VectorExp() {}

  /// e^x = 2^n e^r with `n = round(x / ln 2)`; e^r, |r| < 0.347, by its series to the 7th power,
  /// whose rest is below 6e-9. 2^n goes on in two factors, so that subnormal results round once.
  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.max(-105f).min(90f);
    FloatVector shifted = bounded.fma(FloatVector.broadcast(FLOATS, LOG2_E), broadcast(ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(broadcast(-LN2_HIGH), bounded);
    r = n.fma(broadcast(-LN2_LOW), r);
    FloatVector sum = r.fma(broadcast(1f / 5040), broadcast(1f / 720));
    sum = sum.fma(r, broadcast(1f / 120));
    sum = sum.fma(r, broadcast(1f / 24));
    sum = sum.fma(r, broadcast(1f / 6));
    sum = sum.fma(r, broadcast(0.5f));
    sum = sum.fma(r, broadcast(1f));
    sum = sum.fma(r, broadcast(1f));
    IntVector power = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
    IntVector half = power.lanewise(ASHR, 1);
    FloatVector first = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    FloatVector second = power.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    return sum.mul(first).mul(second);
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /// Replaces scores by `e^(score - largest)` and returns their sum; `count` is whole steps.
  static float softmax(float[] scores, int from, int count, float largest, float[] lanes) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    for (int i = from; i < from + count; i += 2 * COUNT) {
      FloatVector first = exp(FloatVector.fromArray(FLOATS, scores, i).sub(largest));
      first.intoArray(scores, i);
      a = a.add(first);
      FloatVector second = exp(FloatVector.fromArray(FLOATS, scores, i + COUNT).sub(largest));
      second.intoArray(scores, i + COUNT);
      b = b.add(second);
    }
    a.add(b).intoArray(lanes, 0);
    return VectorLanes.sum(lanes, 0);
  }

  /// `gate = gate / (1 + e^-gate) * up`; `count` is whole vectors, both arrays from 0.
  static void swiglu(float[] gate, float[] up, int count) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector g = FloatVector.fromArray(FLOATS, gate, i);
      FloatVector sigmoid = exp(g.neg()).add(1f);
      g.div(sigmoid).mul(FloatVector.fromArray(FLOATS, up, i)).intoArray(gate, i);
    }
  }
}
