package dev.fathom.engine;

import static java.util.Objects.requireNonNullElse;

import dev.fathom.model.SamplingDefaults;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What a request says of {@link Sampling}; null where it says nothing and the model's card does.
///
/// @param seed null draws another each time
public record SamplingWishes(
    @Nullable Double temperature,
    @Nullable Integer topK,
    @Nullable Double topP,
    @Nullable Double minP,
    @Nullable Double repeatPenalty,
    @Nullable Double frequencyPenalty,
    @Nullable Double presencePenalty,
    @Nullable Long seed) {
  /// Nothing asked for.
  public static final SamplingWishes NONE =
      new SamplingWishes(null, null, null, null, null, null, null, null);

  /// These, and what `card` recommends where they say nothing. Throws `IllegalArgumentException`
  /// where one is out of range.
  public Sampling over(SamplingDefaults card) {
    Sampling usual =
        Sampling.of(card, seed == null ? ThreadLocalRandom.current().nextLong() : seed);
    return new Sampling(
        requireNonNullElse(temperature, usual.temperature()),
        requireNonNullElse(topK, usual.topK()),
        requireNonNullElse(topP, usual.topP()),
        requireNonNullElse(minP, usual.minP()),
        requireNonNullElse(repeatPenalty, usual.repeatPenalty()),
        requireNonNullElse(frequencyPenalty, usual.frequencyPenalty()),
        requireNonNullElse(presencePenalty, usual.presencePenalty()),
        usual.seed());
  }
}
