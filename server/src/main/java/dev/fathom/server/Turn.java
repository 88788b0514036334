package dev.fathom.server;

import dev.fathom.engine.Message;
import dev.fathom.engine.SamplingWishes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request asks the model for, whichever API it came by. Everything in it was checked as far
/// as that goes without the model.
///
/// @param model which model, or null for the only one
/// @param tools what the model may call
record Turn(
    @Nullable String model,
    Source source,
    Drawing drawing,
    Length length,
    Thinking thinking,
    Shape shape,
    Toolbox tools) {

  /// What the answer follows.
  sealed interface Source {
    /// A conversation, through the model's template.
    ///
    /// @param open whether the last message is the beginning of the answer; an empty beginning is
    ///   none
    record Chat(List<Message> messages, boolean open) implements Source {
      public Chat {
        messages = List.copyOf(messages);
        if (open && saysNothing(messages.getLast())) {
          messages = messages.subList(0, messages.size() - 1);
          open = false;
        }
      }

      private static boolean saysNothing(Message message) {
        return message.content().isEmpty()
            && (message.reasoning() == null || message.reasoning().isEmpty())
            && message.toolCalls().isEmpty();
      }
    }

    /// A text as it stands.
    record Text(String text) implements Source {}

    /// Tokens as they stand.
    record Ids(List<Integer> ids) implements Source {}
  }

  /// How tokens are drawn.
  ///
  /// @param choices answers wanted
  /// @param topLogprobs likeliest tokens to tell with each, -1 for no probabilities
  record Drawing(SamplingWishes sampling, Map<Integer, Float> bias, int choices, int topLogprobs) {
    static final Drawing DEFAULTS = new Drawing(SamplingWishes.NONE, Map.of(), 1, -1);
  }

  /// Where the answer ends.
  ///
  /// @param maxTokens null for as many as the context holds
  record Length(@Nullable Integer maxTokens, List<String> stops) {}

  /// How much the model may think.
  ///
  /// @param enabled null for the template's own way
  /// @param budget tokens at most, the largest int for no limit
  record Thinking(@Nullable Boolean enabled, int budget) {
    static final Thinking FREE = new Thinking(null, Integer.MAX_VALUE);
    static final Thinking OFF = new Thinking(false, 0);
  }

  /// What the answer must look like.
  sealed interface Shape {
    record Free() implements Shape {}

    record JsonObject() implements Shape {}

    /// @param schema a JSON text
    record JsonSchema(String schema) implements Shape {}

    record Regex(String pattern) implements Shape {}

    record Gbnf(String grammar) implements Shape {}
  }
}
