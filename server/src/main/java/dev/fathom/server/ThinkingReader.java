package dev.fathom.server;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much a request lets the model think: by effort (OpenAI), by `thinking` (DeepSeek,
/// Anthropic), by `thinking_budget`.
final class ThinkingReader {
  /// Tokens of thought for each effort that has a limit.
  private static final Map<String, Integer> BUDGETS =
      Map.of("minimal", 256, "low", 1024, "medium", 4096, "high", 16384, "xhigh", 65536);

  private static final List<String> EFFORTS =
      List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private ThinkingReader() {}

  /// From a chat request.
  static Turn.Thinking of(Fields fields) {
    Turn.Thinking thinking = effort(fields, "reasoning_effort");
    Fields switched = fields.object("thinking");
    if (switched != null) {
      thinking = ofSwitch(switched, thinking);
    }
    Integer budget = fields.whole("thinking_budget", 0, Integer.MAX_VALUE);
    return budget == null ? thinking : new Turn.Thinking(thinking.enabled(), budget);
  }

  /// From the word `name` alone.
  static Turn.Thinking effort(Fields fields, String name) {
    String effort = fields.word(name, EFFORTS);
    if (effort == null) {
      return Turn.Thinking.FREE;
    }
    return effort.equals("none")
        ? Turn.Thinking.OFF
        : new Turn.Thinking(true, BUDGETS.getOrDefault(effort, Integer.MAX_VALUE));
  }

  private static Turn.Thinking ofSwitch(Fields switched, Turn.Thinking otherwise) {
    String type = switched.word("type", List.of("enabled", "disabled", "adaptive", "auto"));
    if ("disabled".equals(type)) {
      return Turn.Thinking.OFF;
    }
    Integer budget = switched.whole("budget_tokens", 0, Integer.MAX_VALUE);
    @Nullable Boolean enabled = "enabled".equals(type) ? Boolean.TRUE : otherwise.enabled();
    return new Turn.Thinking(enabled, budget == null ? otherwise.budget() : budget);
  }
}
