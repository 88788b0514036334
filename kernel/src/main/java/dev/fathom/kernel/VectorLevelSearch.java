package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;
import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.MAX;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// The fast twin: as many groups at once as a vector has lanes, each alone in its lane. Bodies are
/// long because parts of them as methods would box vectors.
final class VectorLevelSearch implements LevelSearch {
  @Override
  public void symmetric(BlockTile tile, Range range, float[] candidates) {
    for (int lane = 0; lane < LANES; lane += COUNT) {
      symmetric(tile, lane, range, candidates);
    }
  }

  private static void symmetric(BlockTile tile, int lane, Range range, float[] candidates) {
    float[] xs = tile.x;
    float[] counts = tile.importance;
    int end = tile.length * LANES;
    float low = range.low();
    float high = range.high();
    FloatVector unit = unit(xs, lane, end);
    FloatVector best = FloatVector.zero(FLOATS);
    FloatVector bestScale = FloatVector.zero(FLOATS);
    for (float candidate : candidates) {
      FloatVector inverse = unit.mul(candidate);
      FloatVector product = FloatVector.zero(FLOATS);
      FloatVector square = FloatVector.zero(FLOATS);
      for (int at = lane; at < end; at += LANES) {
        FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
        FloatVector level = x.mul(inverse).add(ROUNDER).sub(ROUNDER).max(low).min(high);
        FloatVector weighted = FloatVector.fromArray(FLOATS, counts, at).mul(level);
        product = weighted.fma(x, product);
        square = weighted.fma(level, square);
      }
      FloatVector scale = product.div(square);
      FloatVector gain = scale.mul(product);
      VectorMask<Float> better = gain.compare(GT, best);
      best = best.blend(gain, better);
      bestScale = bestScale.blend(scale, better);
    }
    bestScale.intoArray(tile.scale, lane);
  }

  private static FloatVector unit(float[] xs, int lane, int end) {
    FloatVector lowest = FloatVector.zero(FLOATS);
    FloatVector highest = FloatVector.zero(FLOATS);
    for (int at = lane; at < end; at += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
      lowest = lowest.min(x);
      highest = highest.max(x);
    }
    FloatVector extreme = lowest.blend(highest, highest.compare(GT, lowest.neg()));
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    return one.div(extreme).blend(0, extreme.compare(EQ, 0));
  }

  @Override
  public void affine(BlockTile tile, int highest, float[] candidates, boolean free) {
    for (int lane = 0; lane < LANES; lane += COUNT) {
      affine(tile, lane, highest, candidates, free);
    }
  }

  private static void affine(
      BlockTile tile, int lane, float highest, float[] candidates, boolean free) {
    float[] xs = tile.x;
    float[] counts = tile.importance;
    int end = tile.length * LANES;
    FloatVector high = FloatVector.fromArray(FLOATS, xs, lane);
    FloatVector low = free ? high : high.min(0);
    FloatVector sum = FloatVector.zero(FLOATS);
    FloatVector sumX = FloatVector.zero(FLOATS);
    for (int at = lane; at < end; at += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
      FloatVector count = FloatVector.fromArray(FLOATS, counts, at);
      low = low.min(x);
      high = high.max(x);
      sum = sum.add(count);
      sumX = count.fma(x, sumX);
    }
    sum.intoArray(tile.sum, lane);
    sumX.intoArray(tile.sumX, lane);
    FloatVector spread = high.sub(low);
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    FloatVector unit = FloatVector.zero(FLOATS).blend(one.div(spread), spread.compare(GT, 0));
    FloatVector best = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    FloatVector bestScale = spread.div(highest);
    FloatVector bestMinimum = low;
    for (float candidate : candidates) {
      FloatVector inverse = unit.mul(candidate);
      FloatVector level1 = FloatVector.zero(FLOATS);
      FloatVector level2 = FloatVector.zero(FLOATS);
      FloatVector product = FloatVector.zero(FLOATS);
      for (int at = lane; at < end; at += LANES) {
        FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
        FloatVector level = x.sub(low).mul(inverse).add(ROUNDER).sub(ROUNDER).max(0).min(highest);
        FloatVector weighted = FloatVector.fromArray(FLOATS, counts, at).mul(level);
        level1 = level1.add(weighted);
        level2 = weighted.fma(level, level2);
        product = weighted.fma(x, product);
      }
      FloatVector determinant = sum.mul(level2).sub(level1.mul(level1));
      FloatVector scale = sum.mul(product).sub(sumX.mul(level1)).div(determinant);
      FloatVector minimum = level2.mul(sumX).sub(level1.mul(product)).div(determinant);
      if (!free) {
        VectorMask<Float> above = minimum.compare(GT, 0);
        minimum = minimum.blend(0, above);
        scale = scale.blend(product.div(level2), above);
      }
      FloatVector gain = scale.mul(product).add(minimum.mul(sumX));
      VectorMask<Float> better = determinant.compare(GT, 0).and(gain.compare(GT, best));
      best = best.blend(gain, better);
      bestScale = bestScale.blend(scale, better);
      bestMinimum = bestMinimum.blend(minimum, better);
    }
    bestScale.intoArray(tile.scale, lane);
    bestMinimum.intoArray(tile.minimum, lane);
  }

  @Override
  public void uneven(BlockTile tile, float[] candidates) {
    for (int lane = 0; lane < LANES; lane += COUNT) {
      uneven(tile, lane, candidates);
    }
  }

  private static void uneven(BlockTile tile, int lane, float[] candidates) {
    float[] xs = tile.x;
    float[] counts = tile.importance;
    float[] middles = UnevenLevels.MIDDLES;
    float[] gaps = UnevenLevels.GAPS;
    int end = tile.length * LANES;
    FloatVector unit = unit(xs, lane, end);
    FloatVector best = FloatVector.zero(FLOATS);
    FloatVector bestScale = FloatVector.zero(FLOATS);
    FloatVector lowest = FloatVector.broadcast(FLOATS, UnevenLevels.VALUES[0]);
    for (float candidate : candidates) {
      FloatVector inverse = unit.mul(candidate);
      FloatVector product = FloatVector.zero(FLOATS);
      FloatVector square = FloatVector.zero(FLOATS);
      for (int at = lane; at < end; at += LANES) {
        FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
        FloatVector value = x.mul(inverse);
        FloatVector level = lowest;
        for (int i = 0; i < 15; i++) {
          level = level.add(gaps[i], value.compare(GT, middles[i]));
        }
        FloatVector weighted = FloatVector.fromArray(FLOATS, counts, at).mul(level);
        product = weighted.fma(x, product);
        square = weighted.fma(level, square);
      }
      FloatVector scale = product.div(square);
      FloatVector gain = scale.mul(product);
      VectorMask<Float> better = gain.compare(GT, best);
      best = best.blend(gain, better);
      bestScale = bestScale.blend(scale, better);
    }
    bestScale.intoArray(tile.scale, lane);
  }

  @Override
  public void round(BlockTile tile, Range range) {
    for (int lane = 0; lane < LANES; lane += COUNT) {
      round(tile, lane, range);
    }
  }

  private static void round(BlockTile tile, int lane, Range range) {
    float[] xs = tile.x;
    float[] counts = tile.importance;
    int end = tile.length * LANES;
    float low = range.low();
    float high = range.high();
    FloatVector offset = FloatVector.fromArray(FLOATS, tile.offset, lane);
    FloatVector inverse = inverse(tile, lane);
    FloatVector sum = FloatVector.zero(FLOATS);
    FloatVector sumX = FloatVector.zero(FLOATS);
    FloatVector level1 = FloatVector.zero(FLOATS);
    FloatVector level2 = FloatVector.zero(FLOATS);
    FloatVector product = FloatVector.zero(FLOATS);
    for (int at = lane; at < end; at += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
      FloatVector level = x.sub(offset).mul(inverse).add(ROUNDER).sub(ROUNDER).max(low).min(high);
      level.intoArray(tile.levels, at);
      FloatVector count = FloatVector.fromArray(FLOATS, counts, at);
      FloatVector weighted = count.mul(level);
      sum = sum.add(count);
      sumX = count.fma(x, sumX);
      level1 = level1.add(weighted);
      level2 = weighted.fma(level, level2);
      product = weighted.fma(x, product);
    }
    sum.intoArray(tile.sum, lane);
    sumX.intoArray(tile.sumX, lane);
    level1.intoArray(tile.sumLevel, lane);
    level2.intoArray(tile.sumSquare, lane);
    product.intoArray(tile.sumProduct, lane);
  }

  private static FloatVector inverse(BlockTile tile, int lane) {
    FloatVector step = FloatVector.fromArray(FLOATS, tile.step, lane);
    return FloatVector.broadcast(FLOATS, 1).div(step).blend(0, step.compare(EQ, 0));
  }

  @Override
  public void measure(BlockTile tile, Range range) {
    for (int lane = 0; lane < LANES; lane += COUNT) {
      measure(tile, lane, range);
    }
  }

  private static void measure(BlockTile tile, int lane, Range range) {
    float[] xs = tile.x;
    float[] counts = tile.importance;
    int end = tile.length * LANES;
    float low = range.low();
    float high = range.high();
    FloatVector offset = FloatVector.fromArray(FLOATS, tile.offset, lane);
    FloatVector back = FloatVector.fromArray(FLOATS, tile.step, lane).neg();
    FloatVector inverse = inverse(tile, lane);
    FloatVector error = FloatVector.zero(FLOATS);
    for (int at = lane; at < end; at += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, xs, at).sub(offset);
      FloatVector level = x.mul(inverse).add(ROUNDER).sub(ROUNDER).max(low).min(high);
      FloatVector off = back.fma(level, x);
      error = FloatVector.fromArray(FLOATS, counts, at).mul(off).fma(off, error);
    }
    error.intoArray(tile.error, lane);
  }

  @Override
  public void roundUneven(BlockTile tile) {
    float[] middles = UnevenLevels.MIDDLES;
    for (int lane = 0; lane < LANES; lane += COUNT) {
      FloatVector inverse = inverse(tile, lane);
      for (int at = lane; at < tile.length * LANES; at += LANES) {
        FloatVector value = FloatVector.fromArray(FLOATS, tile.x, at).mul(inverse);
        FloatVector index = FloatVector.zero(FLOATS);
        for (int i = 0; i < 15; i++) {
          index = index.add(1, value.compare(GT, middles[i]));
        }
        index.intoArray(tile.levels, at);
      }
    }
  }

  @Override
  public void eightBits(float[] values, int count, byte[] out) {
    if (!VectorLanes.WIDE) {
      new ScalarLevelSearch().eightBits(values, count, out);
      return;
    }
    for (int from = 0, at = 0; from < count; from += 32, at += 34) {
      FloatVector most = FloatVector.fromArray(FLOATS, values, from).abs();
      for (int i = COUNT; i < 32; i += COUNT) {
        most = most.max(FloatVector.fromArray(FLOATS, values, from + i).abs());
      }
      float largest = most.reduceLanes(MAX);
      float inverse = largest == 0 ? 0 : 127 / largest;
      HalfBytes.put(out, at, largest / 127);
      for (int i = 0; i < 32; i += COUNT) {
        FloatVector level = FloatVector.fromArray(FLOATS, values, from + i).mul(inverse);
        IntVector bits = level.add(ROUNDER).reinterpretAsInts();
        ((ByteVector) bits.convertShape(I2B, VectorLanes.BYTES, 0)).intoArray(out, at + 2 + i);
      }
    }
  }
}
