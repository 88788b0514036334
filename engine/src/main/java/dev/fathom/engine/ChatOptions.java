package dev.fathom.engine;

import java.util.List;
import java.util.Map;

/// What a conversation asks of the model's template beyond its messages.
///
/// @param tools what the model may call, objects as in OpenAI's API (`type`, `function`)
/// @param continued whether the last message is an assistant's beginning that the model goes on
///   with
/// @param variables what else the template is told; may replace the usual variables
public record ChatOptions(
    List<Map<String, ?>> tools, Thinking thinking, boolean continued, Map<String, ?> variables) {
  /// Nothing asked for.
  public static final ChatOptions DEFAULT =
      new ChatOptions(List.of(), Thinking.DEFAULT, false, Map.of());

  /// Whether the model thinks before it answers.
  public enum Thinking {
    /// As the template does it unasked.
    DEFAULT,
    ON,
    OFF
  }

  public ChatOptions {
    tools = List.copyOf(tools);
  }

  public ChatOptions withTools(List<? extends Map<String, ?>> others) {
    return new ChatOptions(List.copyOf(others), thinking, continued, variables);
  }

  public ChatOptions withThinking(Thinking other) {
    return new ChatOptions(tools, other, continued, variables);
  }

  public ChatOptions withContinued(boolean other) {
    return new ChatOptions(tools, thinking, other, variables);
  }

  public ChatOptions withVariables(Map<String, ?> others) {
    return new ChatOptions(tools, thinking, continued, others);
  }
}
