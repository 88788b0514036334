package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

/// The slow twin: one group after the other.
final class ScalarLevelSearch implements LevelSearch {
  @Override
  public void symmetric(BlockTile tile, Range range, float[] candidates) {
    for (int lane = 0; lane < LANES; lane++) {
      float unit = unit(tile, lane);
      float best = 0;
      tile.scale[lane] = 0;
      for (float candidate : candidates) {
        float inverse = candidate * unit;
        float product = 0;
        float square = 0;
        for (int at = lane; at < tile.length * LANES; at += LANES) {
          float level = round(tile.x[at] * inverse, range);
          float weighted = tile.importance[at] * level;
          product = Math.fma(weighted, tile.x[at], product);
          square = Math.fma(weighted, level, square);
        }
        float scale = product / square;
        if (scale * product > best) {
          best = scale * product;
          tile.scale[lane] = scale;
        }
      }
    }
  }

  /// One over the weight of largest magnitude; 0 if all are 0.
  private static float unit(BlockTile tile, int lane) {
    float lowest = 0;
    float highest = 0;
    for (int at = lane; at < tile.length * LANES; at += LANES) {
      lowest = Math.min(lowest, tile.x[at]);
      highest = Math.max(highest, tile.x[at]);
    }
    float extreme = highest > -lowest ? highest : lowest;
    return extreme == 0 ? 0 : 1 / extreme;
  }

  private static float round(float value, Range range) {
    float whole = (value + ROUNDER) - ROUNDER;
    return Math.min(range.high(), Math.max(range.low(), whole));
  }

  @Override
  public void affine(BlockTile tile, int highest, float[] candidates, boolean free) {
    for (int lane = 0; lane < LANES; lane++) {
      float low = free ? tile.x[lane] : Math.min(0, tile.x[lane]);
      float high = tile.x[lane];
      float sum = 0;
      float sumX = 0;
      for (int at = lane; at < tile.length * LANES; at += LANES) {
        low = Math.min(low, tile.x[at]);
        high = Math.max(high, tile.x[at]);
        sum = sum + tile.importance[at];
        sumX = Math.fma(tile.importance[at], tile.x[at], sumX);
      }
      float spread = high - low;
      tile.sum[lane] = sum;
      tile.sumX[lane] = sumX;
      tile.scale[lane] = spread / highest;
      tile.minimum[lane] = low;
      float best = Float.NEGATIVE_INFINITY;
      float unit = spread > 0 ? 1 / spread : 0;
      for (float candidate : candidates) {
        best = affine(tile, lane, highest, new Try(candidate * unit, low, best, free));
      }
    }
  }

  private record Try(float inverse, float low, float best, boolean free) {}

  private static float affine(BlockTile tile, int lane, int highest, Try tried) {
    float level1 = 0;
    float level2 = 0;
    float product = 0;
    for (int at = lane; at < tile.length * LANES; at += LANES) {
      float whole = ((tile.x[at] - tried.low) * tried.inverse + ROUNDER) - ROUNDER;
      float level = Math.min(highest, Math.max(0, whole));
      float weighted = tile.importance[at] * level;
      level1 = level1 + weighted;
      level2 = Math.fma(weighted, level, level2);
      product = Math.fma(weighted, tile.x[at], product);
    }
    float sum = tile.sum[lane];
    float sumX = tile.sumX[lane];
    float determinant = sum * level2 - level1 * level1;
    float scale = (sum * product - sumX * level1) / determinant;
    float minimum = (level2 * sumX - level1 * product) / determinant;
    if (!tried.free && minimum > 0) {
      minimum = 0;
      scale = product / level2;
    }
    float gain = scale * product + minimum * sumX;
    if (determinant > 0 && gain > tried.best) {
      tile.scale[lane] = scale;
      tile.minimum[lane] = minimum;
      return gain;
    }
    return tried.best;
  }

  @Override
  public void uneven(BlockTile tile, float[] candidates) {
    for (int lane = 0; lane < LANES; lane++) {
      float unit = unit(tile, lane);
      float best = 0;
      tile.scale[lane] = 0;
      for (float candidate : candidates) {
        float inverse = candidate * unit;
        float product = 0;
        float square = 0;
        for (int at = lane; at < tile.length * LANES; at += LANES) {
          float level = UnevenLevels.nearest(tile.x[at] * inverse);
          float weighted = tile.importance[at] * level;
          product = Math.fma(weighted, tile.x[at], product);
          square = Math.fma(weighted, level, square);
        }
        float scale = product / square;
        if (scale * product > best) {
          best = scale * product;
          tile.scale[lane] = scale;
        }
      }
    }
  }

  @Override
  public void round(BlockTile tile, Range range) {
    for (int lane = 0; lane < LANES; lane++) {
      float inverse = tile.step[lane] == 0 ? 0 : 1 / tile.step[lane];
      float sum = 0;
      float sumX = 0;
      float level1 = 0;
      float level2 = 0;
      float product = 0;
      for (int at = lane; at < tile.length * LANES; at += LANES) {
        float level = round((tile.x[at] - tile.offset[lane]) * inverse, range);
        tile.levels[at] = level;
        float weighted = tile.importance[at] * level;
        sum = sum + tile.importance[at];
        sumX = Math.fma(tile.importance[at], tile.x[at], sumX);
        level1 = level1 + weighted;
        level2 = Math.fma(weighted, level, level2);
        product = Math.fma(weighted, tile.x[at], product);
      }
      tile.sum[lane] = sum;
      tile.sumX[lane] = sumX;
      tile.sumLevel[lane] = level1;
      tile.sumSquare[lane] = level2;
      tile.sumProduct[lane] = product;
    }
  }

  @Override
  public void measure(BlockTile tile, Range range) {
    for (int lane = 0; lane < LANES; lane++) {
      float inverse = tile.step[lane] == 0 ? 0 : 1 / tile.step[lane];
      float error = 0;
      for (int at = lane; at < tile.length * LANES; at += LANES) {
        float x = tile.x[at] - tile.offset[lane];
        float level = round(x * inverse, range);
        float off = Math.fma(-tile.step[lane], level, x);
        error = Math.fma(tile.importance[at] * off, off, error);
      }
      tile.error[lane] = error;
    }
  }

  @Override
  public void roundUneven(BlockTile tile) {
    for (int lane = 0; lane < LANES; lane++) {
      float inverse = tile.step[lane] == 0 ? 0 : 1 / tile.step[lane];
      for (int at = lane; at < tile.length * LANES; at += LANES) {
        tile.levels[at] = UnevenLevels.indexOfNearest(tile.x[at] * inverse);
      }
    }
  }

  @Override
  public void eightBits(float[] values, int count, byte[] out) {
    for (int from = 0, at = 0; from < count; from += 32, at += 34) {
      float largest = 0;
      for (int i = from; i < from + 32; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      float inverse = largest == 0 ? 0 : 127 / largest;
      HalfBytes.put(out, at, largest / 127);
      for (int i = 0; i < 32; i++) {
        out[at + 2 + i] = (byte) Float.floatToRawIntBits(values[from + i] * inverse + ROUNDER);
      }
    }
  }
}
