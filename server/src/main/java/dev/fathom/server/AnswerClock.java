package dev.fathom.server;

import dev.fathom.engine.Usage;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tariff;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Measures one answer of the page, and writes its bill. One thread.
final class AnswerClock {
  private final long start = System.nanoTime();
  private final JsonNode earlier;
  private final int contextLimit;
  private final Tariff tariff;
  private long thoughtFrom;
  private long thoughtTo;

  /// @param earlier what the part of the answer that is continued took; an empty object for none
  /// @param tariff what energy costs
  AnswerClock(JsonNode earlier, int contextLimit, Tariff tariff) {
    this.earlier = earlier;
    this.contextLimit = contextLimit;
    this.tariff = tariff;
  }

  /// A piece of the thought came.
  void thought() {
    thoughtTo = System.nanoTime();
    if (thoughtFrom == 0) {
      thoughtFrom = thoughtTo;
    }
  }

  /// The first piece of something else came.
  void spoke() {
    if (thoughtFrom != 0 && !spoken) {
      thoughtTo = System.nanoTime();
    }
    spoken = true;
  }

  private boolean spoken;

  /// Tokens of the thought that were there before.
  int earlierThought() {
    return earlier.path("thinking_tokens").asInt(0);
  }

  /// Tokens of the answer that were there before.
  int earlierAnswer() {
    return earlier.path("answer_tokens").asInt(0);
  }

  /// The bill as the page reads it.
  ObjectNode bill(Usage usage) {
    int answer = usage.completionTokens() - usage.thinkingTokens();
    ObjectNode bill = Json.object();
    bill.put("prompt_tokens", usage.promptTokens());
    bill.put("cached_tokens", usage.cachedTokens());
    bill.put("thinking_tokens", earlierThought() + usage.thinkingTokens());
    bill.put("answer_tokens", earlierAnswer() + answer);
    bill.put("first_token_ms", Math.round(usage.firstTokenMillis()));
    bill.put(
        "thinking_ms", earlier.path("thinking_ms").asLong(0) + millis(thoughtTo - thoughtFrom));
    bill.put("total_ms", earlier.path("total_ms").asLong(0) + millis(System.nanoTime() - start));
    bill.put("tokens_per_second", Math.round(usage.decodeTokensPerSecond() * 100) / 100.0);
    bill.put("context_tokens", usage.promptTokens() + usage.completionTokens());
    bill.put("context_limit", contextLimit);
    return PageReceipt.add(bill, new Receipt(usage.effort(), usage.tokens(), tariff), earlier);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
