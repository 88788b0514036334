package dev.fathom.server;

import dev.fathom.engine.Usage;
import tools.jackson.databind.node.ObjectNode;

/// What all choices of a request took together. Their prompt is one and counts once.
record Bill(int prompt, int cached, int completion, int reasoning) {
  static final Bill NOTHING = new Bill(0, 0, 0, 0);

  Bill plus(Usage usage) {
    return new Bill(
        usage.promptTokens(),
        Math.max(cached, usage.cachedTokens()),
        completion + usage.completionTokens(),
        reasoning + usage.thinkingTokens());
  }

  /// Of two prompts together.
  Bill plus(Bill other) {
    return new Bill(
        prompt + other.prompt,
        cached + other.cached,
        completion + other.completion,
        reasoning + other.reasoning);
  }

  /// As OpenAI's chat and text completions tell it, with DeepSeek's additions.
  ObjectNode json() {
    ObjectNode usage = Json.object();
    usage.put("prompt_tokens", prompt);
    usage.put("completion_tokens", completion);
    usage.put("total_tokens", prompt + completion);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
    usage.put("prompt_cache_hit_tokens", cached);
    usage.put("prompt_cache_miss_tokens", prompt - cached);
    return usage;
  }
}
