package dev.fathom.engine;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Draws one token from one row of logits. The order is that of Hugging Face transformers and vLLM,
/// for which model cards give their values: penalties, temperature, top-k, top-p of what top-k
/// left, min-p. (llama.cpp applies the temperature last, so that its top-p keeps other tokens.)
///
/// The random number depends on the request's seed and the number of the draw only, and all sums
/// are taken in a fixed order: equal logits and an equal seed give an equal token, whatever else is
/// in the batch. One for all sequences of an engine; not for several threads.
final class Sampler {
  /// Tokens less likely than e^-40 (4e-18) of the likeliest are never drawn: together they weigh
  /// less than what a 53-bit random number can tell.
  private static final double LOWEST = -40;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final float[] logits;
  private final Candidates candidates;

  Sampler(int vocabulary) {
    logits = new float[vocabulary];
    candidates = new Candidates(vocabulary);
  }

  /// The next token of `sequence`.
  ///
  /// @param rows `[S, V]` f32, read
  /// @param row which row is this sequence's
  int sample(Tensor rows, int row, Sequence sequence) {
    MemorySegment.copy(rows.data(), FLOAT, row * rows.rowStride(), logits, 0, logits.length);
    sequence.history().penalize(logits);
    int best = largest();
    Sampling sampling = sequence.request().sampling();
    return sampling.temperature() == 0 ? best : draw(best, sampling, sequence.generated());
  }

  /// The tokens the last draw chose from, ascending; for tests.
  int[] support() {
    return candidates.ids();
  }

  private int draw(int best, Sampling sampling, int index) {
    float max = logits[best];
    double temperature = sampling.temperature();
    // min-p compares with the likeliest, which all other filters keep: so it may come first
    double lowest = Math.max(Math.log(sampling.minP()), LOWEST);
    double floor = Math.max(max + temperature * lowest, -Float.MAX_VALUE);
    candidates.collect(logits, floor, sampling.topK());
    double total = candidates.weigh(max, temperature);
    if (sampling.topP() < 1) {
      total = candidates.keepMass(sampling.topP(), total);
    }
    return candidates.draw(random(sampling.seed(), index), total);
  }

  /// The lowest id of the largest logit; refuses what is not a number.
  private int largest() {
    int best = 0;
    for (int id = 0; id < logits.length; id++) {
      if (!(logits[id] <= Float.MAX_VALUE)) {
        throw new ArithmeticException(
            "the model gave the logit "
                + logits[id]
                + " for token "
                + id
                + "; its weights or the"
                + " arithmetic are broken");
      }
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    if (logits[best] == Float.NEGATIVE_INFINITY) {
      throw new ArithmeticException("the model gave every token the logit -Infinity");
    }
    return best;
  }

  /// The `index`-th number of the stream `seed`, 0 to below 1 (SplitMix64, Steele et al. 2014).
  private static double random(long seed, int index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
