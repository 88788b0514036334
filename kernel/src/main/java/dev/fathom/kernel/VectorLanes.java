package dev.fathom.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The vectors this machine prefers, and the one order in which the vector kernels add up a
/// product.
///
/// Columns are cut into chunks of one vector. Chunk i is added to the vector of sums number i
/// modulo 4 by one fused multiply-add, in the order of the columns; missing columns are zeros. The
/// vectors a, b, c, d are added as (a + b) + (c + d), then their lanes by {@link #sum}. Every
/// kernel keeps this order, so that it does not matter which one meets a row. Four, because an
/// addition has to wait four cycles for the one before it.
final class VectorLanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /// Floats in a vector.
  static final int COUNT = FLOATS.length();

  /// Columns of four chunks; rows are padded to a multiple of it.
  static final int STEP = 4 * COUNT;

  /// As many bytes as floats in a vector; of no use where {@link #WIDE} is false.
  static final VectorSpecies<Byte> BYTES =
      COUNT >= 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  /// Whether whole vectors of bytes widen to whole vectors of floats, for the kernels that read
  /// quantised blocks without a detour.
  static final boolean WIDE = COUNT == 16 || COUNT == 8;

  private VectorLanes() {}

  /// `columns` rounded up to whole steps.
  static int padded(int columns) {
    return Math.ceilDiv(columns, STEP) * STEP;
  }

  /// Adds `COUNT` lanes in a fixed order (`reduceLanes` promises none): four sums of lanes with the
  /// same number modulo 4, then those in pairs.
  static float sum(float[] lanes, int from) {
    float sum0 = lanes[from];
    float sum1 = lanes[from + 1];
    float sum2 = lanes[from + 2];
    float sum3 = lanes[from + 3];
    for (int i = from + 4; i < from + COUNT; i += 4) {
      sum0 += lanes[i];
      sum1 += lanes[i + 1];
      sum2 += lanes[i + 2];
      sum3 += lanes[i + 3];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /// Replaces the vectors of sums a, b, c, d, which lie behind each other at `lanes[at]`, by their
  /// sum.
  static void fold(float[] lanes, int at) {
    FloatVector a = FloatVector.fromArray(FLOATS, lanes, at);
    FloatVector b = FloatVector.fromArray(FLOATS, lanes, at + COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, lanes, at + 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, lanes, at + 3 * COUNT);
    a.add(b).add(c.add(d)).intoArray(lanes, at);
  }

  /// Replaces each group of lanes by its sum: `out[i]` from the lanes at `COUNT * i`.
  static void sums(float[] lanes, int count, float[] out, int to) {
    for (int i = 0; i < count; i++) {
      out[to + i] = sum(lanes, i * COUNT);
    }
  }
}
