package dev.fathom.train.policy;

import java.util.Set;

/// How answers are drawn.
///
/// @param temperature 0 takes the likeliest token always
/// @param longest tokens of an answer at most
/// @param ends the tokens that end one
/// @param together answers that are under way at once, about
public record SamplerSettings(double temperature, int longest, Set<Integer> ends, int together) {
  public SamplerSettings {
    if (!(temperature >= 0) || !Double.isFinite(temperature) || longest < 1 || together < 1) {
      throw new IllegalArgumentException(
          "temperature must be 0 or more, tokens and answers at once 1 or more, got %s, %d, %d"
              .formatted(temperature, longest, together));
    }
    ends = Set.copyOf(ends);
  }
}
