package dev.fathom.engine;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Draws one token from one row of logits. The order is that of Hugging Face transformers and vLLM,
/// for which model cards give their values: bias, penalties, what a grammar forbids, temperature,
/// top-k, top-p of what top-k left, min-p. (llama.cpp applies the temperature last, so that its
/// top-p keeps other tokens.)
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
  // made when the first request asks for probabilities
  private @Nullable Scorer scorer;

  Sampler(int vocabulary) {
    logits = new float[vocabulary];
    candidates = new Candidates(vocabulary);
  }

  /// The next token of a sequence.
  ///
  /// @param rows `[S, V]` f32, read
  /// @param row which row is this sequence's
  Choice sample(Tensor rows, int row, Drawing drawing) {
    int forced = drawing.forced();
    long place = row * rows.rowStride();
    if (drawing.rivals() < 0) {
      return new Choice(forced < 0 ? choose(rows, place, drawing) : forced, null);
    }
    copy(rows, place);
    Scorer scores = scorer();
    scores.read(logits, drawing.rivals());
    int id = forced < 0 ? choose(rows, place, drawing) : forced;
    return new Choice(id, scores.score(id, rows.data().get(FLOAT, place + FLOAT.byteSize() * id)));
  }

  /// The tokens the last draw chose from, ascending; for tests.
  int[] support() {
    return candidates.ids();
  }

  private int choose(Tensor rows, long place, Drawing drawing) {
    copy(rows, place);
    drawing.shape(logits);
    int best = largest();
    Sampling sampling = drawing.sampling();
    return sampling.temperature() == 0 ? best : draw(best, sampling, drawing.generated());
  }

  private void copy(Tensor rows, long place) {
    MemorySegment.copy(rows.data(), FLOAT, place, logits, 0, logits.length);
  }

  private Scorer scorer() {
    scorer = scorer == null ? new Scorer(logits.length) : scorer;
    return scorer;
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
      throw new ArithmeticException(
          "every token has the logit -Infinity, or the grammar allows none");
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
