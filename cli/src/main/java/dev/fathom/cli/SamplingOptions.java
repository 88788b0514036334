package dev.fathom.cli;

import dev.fathom.engine.Sampling;
import dev.fathom.engine.SamplingWishes;
import dev.fathom.model.SamplingDefaults;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How the next token is drawn and how many are; what is not given comes from the model's card, and
/// where that is silent from DeepSeek-R1's.
final class SamplingOptions {
  @Option(names = "--temp", paramLabel = "T")
  @Nullable Double temperature;

  @Option(names = "--top-p", paramLabel = "P")
  @Nullable Double topP;

  @Option(names = "--top-k", paramLabel = "N")
  @Nullable Integer topK;

  @Option(names = "--min-p", paramLabel = "P")
  @Nullable Double minP;

  @Option(names = "--seed", paramLabel = "N")
  @Nullable Long seed;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N")
  @Nullable Integer maxTokens;

  /// Fails where a number is out of range, whatever the model.
  void check() {
    with(new SamplingDefaults(null, null, null));
    if (maxTokens != null && maxTokens < 1) {
      throw Failure.ofUsage("usage.range", "--max-tokens", maxTokens, "1 ..");
    }
  }

  /// The same settings in another place.
  SamplingOptions copy() {
    SamplingOptions copy = new SamplingOptions();
    copy.temperature = temperature;
    copy.topP = topP;
    copy.topK = topK;
    copy.minP = minP;
    copy.seed = seed;
    copy.maxTokens = maxTokens;
    return copy;
  }

  /// Sets what the option `--name` sets; an empty `value` takes it back. Throws {@link
  /// NumberFormatException} where it is no number.
  void set(String name, String value) {
    boolean none = value.isEmpty();
    switch (name) {
      case "temp" -> temperature = none ? null : Double.valueOf(value);
      case "top-p" -> topP = none ? null : Double.valueOf(value);
      case "top-k" -> topK = none ? null : Integer.valueOf(value);
      case "min-p" -> minP = none ? null : Double.valueOf(value);
      case "seed" -> seed = none ? null : Long.valueOf(value);
      case "max-tokens" -> maxTokens = none ? null : Integer.valueOf(value);
      default -> throw Failure.of("chat.no-setting", name);
    }
  }

  /// As many tokens as the context holds, unless a limit was given.
  int limit() {
    return maxTokens == null ? Integer.MAX_VALUE : maxTokens;
  }

  /// These options over the model's own defaults.
  Sampling with(SamplingDefaults card) {
    try {
      return new SamplingWishes(temperature, topK, topP, minP, null, null, null, seed).over(card);
    } catch (IllegalArgumentException wrong) {
      throw Failure.ofUsage("usage.sampling", String.valueOf(wrong.getMessage()));
    }
  }
}
