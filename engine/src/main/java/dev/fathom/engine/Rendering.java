package dev.fathom.engine;

import dev.fathom.engine.ChatOptions.Thinking;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.ToolCallFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A conversation as the text that asks for its next turn, refusing what the template cannot do.
///
/// @param model the model's name, for messages
record Rendering(String model, ChatTemplate template, TemplateTraits traits) {
  /// @param marks the spelling of the tokenizer's marks by the names that templates know them by
  String text(List<Message> messages, ChatOptions options, Map<String, String> marks) {
    Map<String, Object> variables = new HashMap<>(marks);
    variables.put("add_generation_prompt", true);
    think(options.thinking(), variables);
    List<Message> told = tell(messages, options.tools(), variables);
    variables.put("messages", ChatTurns.of(told, form(told), traits.takesReasoning()));
    variables.putAll(options.variables());
    return template.render(variables);
  }

  private void think(Thinking wanted, Map<String, Object> variables) {
    if (wanted == Thinking.DEFAULT) {
      return;
    }
    boolean on = wanted == Thinking.ON;
    if (traits.thinkingSwitch().isPresent()) {
      variables.put(traits.thinkingSwitch().get(), on);
    } else if (on && !traits.thinks()) {
      throw refusal("knows no thoughts, so thinking cannot be turned on");
    } else if (!on && traits.thinks()) {
      throw refusal("cannot turn thinking off; limit the tokens of the thought instead");
    }
  }

  private List<Message> tell(
      List<Message> messages, List<Map<String, ?>> tools, Map<String, Object> variables) {
    if (tools.isEmpty()) {
      return messages;
    }
    ToolCallFormat format =
        ToolCallFormat.of(template)
            .orElseThrow(
                () ->
                    refusal(
                        traits.tellsTools()
                            ? "lets the model call tools in a way that is not read here"
                            : "knows no tools; leave the tools out, or take another model"));
    if (traits.tellsTools()) {
      variables.put("tools", tools);
      return messages;
    }
    return briefed(messages, format.briefing(tools));
  }

  /// With `briefing` at the end of the last system message, as R1's templates see no other.
  private static List<Message> briefed(List<Message> messages, String briefing) {
    List<Message> briefed = new ArrayList<>(messages);
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message message = messages.get(i);
      if (message.role().equals("system")) {
        briefed.set(i, message.saying(message.content() + "\n\n" + briefing));
        return briefed;
      }
    }
    briefed.addFirst(Message.system(briefing));
    return briefed;
  }

  private CallForm form(List<Message> messages) {
    boolean calls =
        messages.stream().anyMatch(m -> !m.toolCalls().isEmpty() || m.role().equals("tool"));
    return calls
        ? traits.calls().orElseThrow(() -> refusal("knows no tool calls and no results of tools"))
        : CallForm.PLAIN;
  }

  private IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException("the chat template of model '" + model + "' " + why);
  }
}
