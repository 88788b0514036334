package dev.fathom.cli;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Usage;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tariff;
import tools.jackson.core.JsonGenerator;

/// A whole answer and what it took.
record Reply(String thinking, String answer, FinishReason reason, Usage usage) {
  /// The same for those who asked not to see the thinking.
  Reply withoutThinking() {
    return new Reply("", answer, reason, usage);
  }

  /// Writes the object that `--json` promises.
  void write(JsonGenerator out, String model, double loadMillis, Tariff tariff) {
    out.writeStartObject();
    out.writeStringProperty("model", model);
    out.writeStringProperty("thinking", thinking);
    out.writeStringProperty("answer", answer);
    out.writeStringProperty("finish_reason", reason.label());
    out.writeObjectPropertyStart("usage");
    out.writeNumberProperty("prompt_tokens", usage.promptTokens());
    out.writeNumberProperty("thinking_tokens", usage.thinkingTokens());
    out.writeNumberProperty("completion_tokens", usage.completionTokens());
    out.writeEndObject();
    out.writeObjectPropertyStart("timing");
    Json.measured(out, "load_ms", loadMillis);
    Json.measured(out, "first_token_ms", usage.firstTokenMillis());
    Json.measured(out, "prefill_tokens_per_second", usage.prefillTokensPerSecond());
    Json.measured(out, "decode_tokens_per_second", usage.decodeTokensPerSecond());
    out.writeEndObject();
    out.writeName("receipt");
    out.writeRawValue(receipt(tariff).json());
    out.writeEndObject();
  }

  /// What it took and cost.
  Receipt receipt(Tariff tariff) {
    return new Receipt(usage.effort(), usage.tokens(), tariff);
  }
}
