package dev.fathom.engine;

import dev.fathom.text.ChatTemplate;
import dev.fathom.text.TemplateException;
import dev.fathom.text.ThinkingMarks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a chat template knows, found out by rendering small conversations: real templates differ
/// too much to tell it from their text. Found when first asked for.
final class TemplateTraits {
  private static final List<Message> QUESTION = List.of(Message.user("probe_question"));
  private static final Map<String, ?> TOOL =
      Map.of(
          "type",
          "function",
          "function",
          Map.of("name", "probe_tool", "description", "none", "parameters", Map.of()));

  private final ChatTemplate template;
  private @Nullable Found found;

  private record Found(Optional<CallForm> calls, Optional<String> thinkingSwitch, boolean tools) {}

  TemplateTraits(ChatTemplate template) {
    this.template = template;
  }

  /// The form in which calls are taken, with which the call, its arguments and its result are in
  /// the text; of several the one with the shortest text, as others bring an empty turn.
  Optional<CallForm> calls() {
    return found().calls();
  }

  /// The variable that turns thinking on and off.
  Optional<String> thinkingSwitch() {
    return found().thinkingSwitch();
  }

  /// Whether the template tells the model of the variable `tools`.
  boolean tellsTools() {
    return found().tools();
  }

  /// Whether the template knows thoughts.
  boolean thinks() {
    return template.source().contains(ThinkingMarks.OPEN)
        || template.source().contains(ThinkingMarks.CLOSE);
  }

  /// Whether it takes earlier thoughts apart from what was said.
  boolean takesReasoning() {
    return template.mentions("reasoning_content");
  }

  private synchronized Found found() {
    Found known = found;
    if (known == null) {
      Map<String, ?> tool = Map.of("tools", List.of(TOOL));
      known =
          new Found(
              findCalls(),
              List.of("enable_thinking", "thinking").stream().filter(this::switches).findFirst(),
              render(QUESTION, CallForm.PLAIN, tool).contains("probe_tool"));
      found = known;
    }
    return known;
  }

  private Optional<CallForm> findCalls() {
    int shortest = Integer.MAX_VALUE;
    CallForm best = null;
    for (int i = 0; i < 4; i++) {
      CallForm form = new CallForm(i >= 2, i % 2 == 1, true);
      String text = called("", form);
      if (holdsCall(text) && text.length() < shortest) {
        shortest = text.length();
        best = form;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    boolean besideText = holdsCall(called("probe_text", best));
    return Optional.of(new CallForm(best.asText(), best.nullContent(), besideText));
  }

  private String called(String content, CallForm form) {
    // nine letters: Mistral's templates insist on it
    ToolCall call = new ToolCall("probe0001", "probe_tool", "{\"probe_key\": \"probe_value\"}");
    Message turn = Message.assistant(content).calling(List.of(call));
    Message result = Message.result("probe0001", "probe_tool", "probe_result");
    return render(List.of(QUESTION.getFirst(), turn, result), form, Map.of());
  }

  private static boolean holdsCall(String text) {
    // text written as JSON once more would have \" here
    return text.contains("\"probe_key\"")
        && text.contains("probe_value")
        && text.contains("probe_tool")
        && text.contains("probe_result");
  }

  private boolean switches(String variable) {
    return template.mentions(variable)
        && !render(QUESTION, CallForm.PLAIN, Map.of(variable, true))
            .equals(render(QUESTION, CallForm.PLAIN, Map.of(variable, false)));
  }

  /// The text, or nothing where the template refuses.
  private String render(List<Message> messages, CallForm form, Map<String, ?> more) {
    Map<String, Object> variables = new HashMap<>(more);
    variables.put("messages", ChatTurns.of(messages, form, false));
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", "");
    variables.put("eos_token", "");
    try {
      return template.render(variables);
    } catch (TemplateException _) {
      return "";
    }
  }
}
