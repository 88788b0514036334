package dev.fathom.engine;

import dev.fathom.grammar.Grammar;
import dev.fathom.text.ToolCallFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request may ask for beyond prompt, sampling and length.
///
/// @param tenant whose cached prefixes it may use and feed; prefixes are never shared between
///   tenants
/// @param thinkingBudget at most so many tokens between the marks of the thought, then the engine
///   closes it (a character begun is finished before, which may take up to three more); the largest
///   int for no limit
/// @param topLogprobs likeliest tokens to tell with every token but the end token, 0 to 20; -1 for
///   no probabilities
/// @param logitBias added to the logits of these ids before everything else, -100 to 100
/// @param grammar what the answer must match, from its first character on: behind a thought, the
///   newlines before the answer are free. The generation ends where nothing can follow; null for
///   free text
/// @param tools how the model writes tool calls; null leaves their text in the answer
public record Terms(
    String tenant,
    int thinkingBudget,
    int topLogprobs,
    Map<Integer, Float> logitBias,
    @Nullable Grammar grammar,
    @Nullable ToolCallFormat tools) {
  /// The most {@link #topLogprobs}.
  public static final int MAX_LOGPROBS = 20;

  /// Nothing asked for, the common tenant.
  public static final Terms NONE = new Terms("", Integer.MAX_VALUE, -1, Map.of(), null, null);

  public Terms {
    if (thinkingBudget < 0) {
      throw new IllegalArgumentException(
          "the thinking budget must be 0 or more tokens, got " + thinkingBudget);
    }
    if (topLogprobs < -1 || topLogprobs > MAX_LOGPROBS) {
      throw new IllegalArgumentException(
          "top logprobs must be 0 to " + MAX_LOGPROBS + ", got " + topLogprobs);
    }
    logitBias = Map.copyOf(logitBias);
    for (var bias : logitBias.entrySet()) {
      if (!(Math.abs(bias.getValue()) <= 100)) {
        throw new IllegalArgumentException(
            "the logit bias of token %d must be -100 to 100, got %s"
                .formatted(bias.getKey(), bias.getValue()));
      }
    }
  }

  public Terms withTenant(String other) {
    return new Terms(other, thinkingBudget, topLogprobs, logitBias, grammar, tools);
  }

  public Terms withThinkingBudget(int tokens) {
    return new Terms(tenant, tokens, topLogprobs, logitBias, grammar, tools);
  }

  public Terms withTopLogprobs(int count) {
    return new Terms(tenant, thinkingBudget, count, logitBias, grammar, tools);
  }

  public Terms withLogitBias(Map<Integer, Float> bias) {
    return new Terms(tenant, thinkingBudget, topLogprobs, bias, grammar, tools);
  }

  public Terms withGrammar(@Nullable Grammar other) {
    return new Terms(tenant, thinkingBudget, topLogprobs, logitBias, other, tools);
  }

  public Terms withTools(@Nullable ToolCallFormat format) {
    return new Terms(tenant, thinkingBudget, topLogprobs, logitBias, grammar, format);
  }
}
