package dev.fathom.server;

import java.util.ArrayList;
import java.util.List;

/// A request to `/v1/completions`.
///
/// @param turns one a prompt
/// @param echo whether the prompt is repeated in front of the answer
record CompletionRequest(List<Turn> turns, boolean stream, boolean includeUsage, boolean echo) {
  /// As OpenAI has it.
  private static final int DEFAULT_TOKENS = 16;

  CompletionRequest {
    turns = List.copyOf(turns);
  }

  /// Reads and checks `fields`.
  static CompletionRequest of(Fields fields, Limits limits) {
    fields.refuse("suffix", "is not served here: the models were not made to fill gaps");
    Integer logprobs = fields.whole("logprobs", 0, dev.fathom.engine.Terms.MAX_LOGPROBS);
    boolean echo = fields.flag("echo", false);
    if (echo && logprobs != null) {
      throw ApiException.unsupported("echo", "'echo' cannot be combined with 'logprobs' here");
    }
    DrawingReader reader = new DrawingReader(fields, limits);
    Turn.Drawing drawing = reader.drawing(logprobs == null ? -1 : logprobs);
    Integer best = fields.whole("best_of", 1, limits.choices());
    if (best != null && best != drawing.choices()) {
      throw ApiException.unsupported("best_of", "'best_of' is not served here");
    }
    Integer maxTokens = reader.maxTokens("max_tokens");
    Turn.Length length =
        new Turn.Length(
            maxTokens == null ? Integer.valueOf(DEFAULT_TOKENS) : maxTokens, reader.stops());
    List<Turn> turns = new ArrayList<>();
    for (Turn.Source source : Prompts.of(fields, "prompt", limits.choices())) {
      turns.add(
          new Turn(
              fields.text("model"),
              source,
              drawing,
              length,
              Turn.Thinking.FREE,
              new ShapeReader(fields, limits).shape(),
              Toolbox.EMPTY));
    }
    if (turns.size() * drawing.choices() > limits.choices()) {
      throw ApiException.bad(
          "n", "prompts times 'n' may be %d at most".formatted(limits.choices()));
    }
    return new CompletionRequest(
        turns, fields.flag("stream", false), ChatRequest.includeUsage(fields), echo);
  }

  Turn first() {
    return turns.getFirst();
  }

  int perPrompt() {
    return first().drawing().choices();
  }

  boolean scored() {
    return first().drawing().topLogprobs() >= 0;
  }
}
