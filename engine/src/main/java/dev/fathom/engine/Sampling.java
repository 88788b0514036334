package dev.fathom.engine;

import dev.fathom.model.SamplingDefaults;
import java.util.Objects;

/// How the next token is drawn: penalties, then temperature, top-k, top-p and min-p, in the order
/// of Hugging Face transformers and vLLM.
///
/// @param temperature divides the logits; 0 takes the largest, of equal ones the lowest id
/// @param topK keep the K largest; 0 keeps all
/// @param topP keep the smallest set with this probability; 1 keeps all
/// @param minP drop what is less likely than this share of the likeliest; 0 drops nothing
/// @param repeatPenalty divides positive and multiplies negative logits of tokens in prompt or
///   output; 1 is off
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

  /// What the model's card recommends; where it says nothing, DeepSeek-R1's rules: temperature 0.6
  /// and top-p 0.95.
  public static Sampling of(SamplingDefaults card, long seed) {
    double temperature = Objects.requireNonNullElse(card.temperature(), 0.6);
    int topK = Objects.requireNonNullElse(card.topK(), 0);
    double topP = Objects.requireNonNullElse(card.topP(), 0.95);
    return new Sampling(temperature, topK, topP, 0, 1, 0, 0, seed);
  }

  /// The same at another temperature.
  public Sampling withTemperature(double other) {
    return new Sampling(
        other, topK, topP, minP, repeatPenalty, frequencyPenalty, presencePenalty, seed);
  }

  /// The same with another seed.
  public Sampling withSeed(long other) {
    return new Sampling(
        temperature, topK, topP, minP, repeatPenalty, frequencyPenalty, presencePenalty, other);
  }

  /// Whether a token's chance depends on the tokens before it.
  boolean penalizes() {
    return repeatPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
  }

  private static void check(boolean holds, String name, double got, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + wanted + ", got " + got);
    }
  }
}
