package dev.fathom.engine;

import dev.fathom.text.ThinkingMarks;
import java.util.List;

/// A prompt with the beginning of the assistant's turn behind it, which the model goes on with.
///
/// The messages before are rendered as for a new turn, so the template's own beginning of a turn
/// stands in front and no end mark of a turn has to be taken away. An open thought is closed before
/// the text, in the template's manner: R1's `<think>\n` with `\n</think>\n\n`, V3.1's bare
/// `<think>` with `</think>`. A thought without text behind it stays open, and the model goes on
/// thinking.
///
/// @param thinking whether it ends inside an open thought
record Continuation(String text, boolean thinking) {
  /// @param prompt what asks for a new turn
  /// @param thinks whether the template knows thoughts
  static Continuation of(String prompt, Message beginning, boolean thinks) {
    boolean open = prompt.stripTrailing().endsWith(ThinkingMarks.OPEN);
    String thought = beginning.reasoning() == null ? "" : beginning.reasoning();
    if (thought.isEmpty() && !open) {
      return new Continuation(prompt + beginning.content(), false);
    }
    String opened = open ? prompt : opened(prompt, thinks);
    if (beginning.content().isEmpty()) {
      return new Continuation(opened + thought, true);
    }
    String close = opened.endsWith(ThinkingMarks.OPEN) ? "%s" : "\n%s\n\n";
    String closed = opened + thought + close.formatted(ThinkingMarks.CLOSE);
    return new Continuation(closed + beginning.content(), false);
  }

  private static String opened(String prompt, boolean thinks) {
    if (!thinks || prompt.stripTrailing().endsWith(ThinkingMarks.CLOSE)) {
      throw new IllegalArgumentException(
          "the beginning of the assistant's turn has a thought, but "
              + (thinks ? "thinking is off" : "the model's chat template knows no thoughts"));
    }
    return prompt + ThinkingMarks.OPEN + "\n";
  }

  /// Refuses messages whose last cannot be gone on with.
  static void check(List<Message> messages) {
    Message last = messages.getLast();
    if (!last.role().equals("assistant") || !last.toolCalls().isEmpty()) {
      throw new IllegalArgumentException(
          "only an assistant's message without tool calls can be continued; the last message is of"
              + " role '%s'%s"
                  .formatted(last.role(), last.toolCalls().isEmpty() ? "" : " and has tool calls"));
    }
    if (last.content().isEmpty() && (last.reasoning() == null || last.reasoning().isEmpty())) {
      throw new IllegalArgumentException("the message to continue is empty");
    }
    if (messages.size() < 2 || messages.get(messages.size() - 2).role().equals("assistant")) {
      throw new IllegalArgumentException(
          "the message to continue must follow a message that is not the assistant's");
    }
  }
}
