package dev.fathom.engine;

import java.util.Arrays;

/// The tokens a sequence has seen, counted for the penalties; keeps nothing where none is set.
final class History {
  private static final int[] NONE = {};

  private final Sampling sampling;
  // 0 for a token never seen, else 1 + its occurrences in the output
  private final int[] counts;
  private int[] seen = NONE;
  private int distinct;

  /// @param prompt seen by the repeat penalty only, as in Hugging Face and vLLM
  History(int[] prompt, Sampling sampling, int vocabulary) {
    this.sampling = sampling;
    this.counts = sampling.penalizes() ? new int[vocabulary] : NONE;
    for (int id : prompt) {
      see(id);
    }
  }

  /// Takes note of a generated token.
  void add(int id) {
    see(id);
    if (counts.length > 0) {
      counts[id]++;
    }
  }

  /// Lowers the logits of seen tokens: the repeat penalty divides positive and multiplies negative
  /// ones (CTRL, arXiv 1909.05858, eq. 2), then frequency and presence penalties are subtracted
  /// (OpenAI's API reference).
  void penalize(float[] logits) {
    for (int i = 0; i < distinct; i++) {
      int id = seen[i];
      double logit = logits[id];
      double repeat = sampling.repeatPenalty();
      logit = logit > 0 ? logit / repeat : logit * repeat;
      int written = counts[id] - 1;
      if (written > 0) {
        logit -= written * sampling.frequencyPenalty() + sampling.presencePenalty();
      }
      logits[id] = (float) logit;
    }
  }

  private void see(int id) {
    if (counts.length == 0 || counts[id] > 0) {
      return;
    }
    counts[id] = 1;
    if (distinct == seen.length) {
      seen = Arrays.copyOf(seen, Math.max(256, 2 * distinct));
    }
    seen[distinct++] = id;
  }
}
