package dev.fathom.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a request may ask of a local model beyond LangChain4j's common parameters; null where it
/// asks nothing.
public final class FathomRequestParameters extends DefaultChatRequestParameters {
  private final @Nullable Long seed;
  private final @Nullable Double minP;
  private final @Nullable Double repeatPenalty;
  private final @Nullable Boolean thinking;
  private final @Nullable Integer thinkingBudget;

  private FathomRequestParameters(Builder builder) {
    super(builder);
    seed = builder.seed;
    minP = builder.minP;
    repeatPenalty = builder.repeatPenalty;
    thinking = builder.thinking;
    thinkingBudget = builder.thinkingBudget;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// `parameters` as these, with nothing more asked for.
  static FathomRequestParameters of(ChatRequestParameters parameters) {
    return parameters instanceof FathomRequestParameters ours
        ? ours
        : builder().overrideWith(parameters).build();
  }

  /// The same answer for the same seed; null draws another each time.
  public @Nullable Long seed() {
    return seed;
  }

  /// Tokens less likely than this share of the likeliest are left out; 0 to 1.
  public @Nullable Double minP() {
    return minP;
  }

  /// Divides the scores of tokens that were said before; above 0, 1 for none.
  public @Nullable Double repeatPenalty() {
    return repeatPenalty;
  }

  /// Whether to think first, for models whose template lets one choose.
  public @Nullable Boolean thinking() {
    return thinking;
  }

  /// At most so many tokens of thought, then the answer begins.
  public @Nullable Integer thinkingBudget() {
    return thinkingBudget;
  }

  @Override
  public FathomRequestParameters overrideWith(ChatRequestParameters that) {
    return builder().overrideWith(this).overrideWith(that).build();
  }

  @Override
  public FathomRequestParameters defaultedBy(ChatRequestParameters that) {
    return builder().overrideWith(that).overrideWith(this).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof FathomRequestParameters that
        && Objects.equals(seed, that.seed)
        && Objects.equals(minP, that.minP)
        && Objects.equals(repeatPenalty, that.repeatPenalty)
        && Objects.equals(thinking, that.thinking)
        && Objects.equals(thinkingBudget, that.thinkingBudget);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), seed, minP, repeatPenalty, thinking, thinkingBudget);
  }

  /// Gathers parameters; what is not set stays null.
  public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
    private @Nullable Long seed;
    private @Nullable Double minP;
    private @Nullable Double repeatPenalty;
    private @Nullable Boolean thinking;
    private @Nullable Integer thinkingBudget;

    private Builder() {}

    public Builder seed(@Nullable Long value) {
      seed = value;
      return this;
    }

    public Builder minP(@Nullable Double value) {
      minP = value;
      return this;
    }

    public Builder repeatPenalty(@Nullable Double value) {
      repeatPenalty = value;
      return this;
    }

    public Builder thinking(@Nullable Boolean value) {
      thinking = value;
      return this;
    }

    public Builder thinkingBudget(@Nullable Integer value) {
      thinkingBudget = value;
      return this;
    }

    @Override
    public Builder overrideWith(ChatRequestParameters parameters) {
      super.overrideWith(parameters);
      if (parameters instanceof FathomRequestParameters that) {
        seed = otherwise(that.seed, seed);
        minP = otherwise(that.minP, minP);
        repeatPenalty = otherwise(that.repeatPenalty, repeatPenalty);
        thinking = otherwise(that.thinking, thinking);
        thinkingBudget = otherwise(that.thinkingBudget, thinkingBudget);
      }
      return this;
    }

    @Override
    public FathomRequestParameters build() {
      return new FathomRequestParameters(this);
    }

    private static <V> @Nullable V otherwise(@Nullable V first, @Nullable V second) {
      return first == null ? second : first;
    }
  }
}
