package dev.fathom.engine;

/// How the next token is drawn. `temperature` 0 takes the largest logit.
///
/// @param topK keep the K largest; 0 keeps all
/// @param topP keep the smallest set with this probability; 1 keeps all
/// @param minP drop what is less likely than this share of the likeliest; 0 drops nothing
/// @param repeatPenalty divides positive and multiplies negative logits of seen tokens; 1 is off
/// @param frequencyPenalty subtracted for every occurrence in the output
/// @param presencePenalty subtracted once for tokens in the output
/// @param seed of the random numbers
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repeatPenalty,
    double frequencyPenalty,
    double presencePenalty,
    long seed) {
  /// The largest logit, always.
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0, 0, 0);

  public Sampling {
    check(
        temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "0 or more");
    check(topK >= 0, "top-k", topK, "0 or more");
    check(topP > 0 && topP <= 1, "top-p", topP, "above 0 and at most 1");
    check(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
    check(
        repeatPenalty > 0 && Double.isFinite(repeatPenalty),
        "repeat penalty",
        repeatPenalty,
        "above 0");
    check(Double.isFinite(frequencyPenalty), "frequency penalty", frequencyPenalty, "a number");
    check(Double.isFinite(presencePenalty), "presence penalty", presencePenalty, "a number");
  }

  private static void check(boolean holds, String name, double got, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + wanted + ", got " + got);
    }
  }
}
