package dev.fathom.cli;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Usage;
import dev.fathom.meter.Tariff;

/// The one line about what an answer took.
final class Summary {
  private Summary() {}

  static void print(Reply reply, Tariff tariff, Surroundings around) {
    if (reply.reason() != FinishReason.STOP) {
      around.note("ask.ended-" + reply.reason().label());
    }
    Usage usage = reply.usage();
    String line =
        around
            .texts()
            .say(
                "ask.summary",
                usage.promptTokens(),
                usage.completionTokens(),
                usage.thinkingTokens(),
                usage.decodeTokensPerSecond(),
                usage.firstTokenMillis() / 1000);
    String cost = Expenses.brief(reply.receipt(tariff), around.texts());
    around.err().println(around.dim(line + cost));
  }
}
