package dev.fathom.server;

import dev.fathom.engine.Usage;
import dev.fathom.meter.Effort;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tariff;
import dev.fathom.meter.Tokens;
import tools.jackson.databind.node.ObjectNode;

/// What all choices of a request took together. The prompt that several share counts once.
record Bill(int prompt, int cached, int completion, int reasoning, Effort effort) {
  static final Bill NOTHING = new Bill(0, 0, 0, 0, Effort.NOTHING);

  /// With one more choice.
  ///
  /// @param perPrompt choices that have one prompt
  Bill plus(Output.End end, int perPrompt) {
    Usage usage = end.usage();
    boolean first = end.choice() % perPrompt == 0;
    return new Bill(
        prompt + (first ? usage.promptTokens() : 0),
        cached + (first ? usage.cachedTokens() : 0),
        completion + usage.completionTokens(),
        reasoning + usage.thinkingTokens(),
        effort.plus(usage.effort()));
  }

  /// `head` made the last chunk of a stream: without choices, with this.
  ObjectNode chunk(ObjectNode head, Tariff tariff) {
    head.putArray("choices");
    head.set("usage", json(tariff));
    return head;
  }

  /// As OpenAI's chat and text completions tell it, with DeepSeek's additions.
  ObjectNode json(Tariff tariff) {
    ObjectNode usage = Json.object();
    usage.put("prompt_tokens", prompt);
    usage.put("completion_tokens", completion);
    usage.put("total_tokens", prompt + completion);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
    usage.put("prompt_cache_hit_tokens", cached);
    usage.put("prompt_cache_miss_tokens", prompt - cached);
    return receipt(usage, tariff);
  }

  /// `usage` with what it took and cost, in a field that is no API's: `fathom`.
  ObjectNode receipt(ObjectNode usage, Tariff tariff) {
    usage.set("fathom", Json.tree(receipt(tariff).json()));
    return usage;
  }

  Receipt receipt(Tariff tariff) {
    return new Receipt(effort, new Tokens(prompt, cached, completion), tariff);
  }
}
