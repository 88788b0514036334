package dev.fathom.server;

import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.server.Turn.Source;
import dev.fathom.text.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Turns what a request says into the prompt that the model reads.
final class PromptWriter {
  /// Templates that write a call's arguments as JSON want a value, the others its text.
  private static final Pattern ARGUMENTS_AS_VALUE =
      Pattern.compile("arguments['\"]?]?\\s*\\|\\s*tojson");

  private static final Pattern OPEN_THOUGHT = Pattern.compile("<think>\\s*$");

  private final ServedModel model;

  PromptWriter(ServedModel model) {
    this.model = model;
  }

  /// The prompt of `turn`; what the template refuses is a 400.
  Prompt write(Turn turn) {
    return switch (turn.source()) {
      case Source.Text(String text) -> model.format().raw(text);
      case Source.Ids(List<Integer> ids) -> ids(ids);
      case Source.Chat(List<ChatMessage> messages, boolean open) -> chat(turn, messages, open);
    };
  }

  private Prompt ids(List<Integer> ids) {
    int[] prompt = ids.stream().mapToInt(Integer::intValue).toArray();
    for (int id : prompt) {
      if (id < 0 || id >= model.tokenizer().size()) {
        throw ApiException.bad(
            "prompt",
            "the prompt names token %d, but the model has ids 0 to %d"
                .formatted(id, model.tokenizer().size() - 1));
      }
    }
    return new Prompt(model.tokenizer().decode(prompt, true), prompt, false);
  }

  private Prompt chat(Turn turn, List<ChatMessage> messages, boolean open) {
    if (model.template() == null) {
      throw ApiException.unsupported(
          "messages", "model '%s' has no chat template; use /v1/completions".formatted(model.id()));
    }
    List<ChatMessage> spoken = open ? messages.subList(0, messages.size() - 1) : messages;
    try {
      Prompt prompt = render(spoken, turn);
      return open ? continued(prompt, messages.getLast()) : prompt;
    } catch (TemplateException refused) {
      throw ApiException.bad("messages", String.valueOf(refused.getMessage()));
    }
  }

  private Prompt render(List<ChatMessage> spoken, Turn turn) {
    Map<String, Object> variables = new HashMap<>();
    List<Map<String, Object>> messages = new ArrayList<>(spoken.stream().map(this::asMap).toList());
    if (turn.tools().open()) {
      List<Map<String, Object>> tools =
          turn.tools().tools().stream().map(tool -> Json.map(tool.definition())).toList();
      if (model.templateKnows("tools")) {
        variables.put("tools", tools);
      } else {
        brief(messages, ToolTerms.format(model).briefing(tools));
      }
    }
    variables.put("messages", messages);
    Boolean thinking = turn.thinking().enabled();
    if (thinking != null) {
      // Qwen's name, and DeepSeek's from V3.1 on
      variables.put("enable_thinking", thinking);
      variables.put("thinking", thinking);
    }
    // the messages themselves come from the variables
    return model.format().chat(List.of(Message.user("")), variables);
  }

  /// Tells of the tools in the system message, which may have to be made.
  private static void brief(List<Map<String, Object>> messages, String briefing) {
    if (!messages.isEmpty() && "system".equals(messages.getFirst().get("role"))) {
      Map<String, Object> system = messages.getFirst();
      system.put("content", system.get("content") + "\n\n" + briefing);
    } else {
      messages.addFirst(new HashMap<>(Map.of("role", "system", "content", briefing)));
    }
  }

  /// The prompt goes on with the answer's given beginning; a thought that the template opened is
  /// closed in front of it.
  private Prompt continued(Prompt prompt, ChatMessage beginning) {
    String thought = beginning.reasoning() == null ? "" : beginning.reasoning();
    String content = beginning.content() == null ? "" : beginning.content();
    boolean opened = OPEN_THOUGHT.matcher(prompt.text()).find();
    String text = prompt.text();
    if (opened) {
      text = text + thought + "\n</think>\n\n";
    } else if (!thought.isEmpty()) {
      text = text + "<think>\n" + thought + "\n</think>\n\n";
    }
    return model.format().raw(text + content);
  }

  private Map<String, Object> asMap(ChatMessage message) {
    Map<String, Object> map = new HashMap<>();
    map.put("role", message.role());
    put(
        map,
        "content",
        message.content() == null && message.calls().isEmpty() ? "" : message.content());
    if (message.reasoning() != null && model.templateKnows("reasoning_content")) {
      map.put("reasoning_content", message.reasoning());
    }
    if (message.callId() != null) {
      map.put("tool_call_id", message.callId());
    }
    if (message.name() != null) {
      map.put("name", message.name());
    }
    if (!message.calls().isEmpty()) {
      List<Object> calls = new ArrayList<>();
      message.calls().forEach(call -> calls.add(call(call)));
      map.put("tool_calls", calls);
    }
    return map;
  }

  // a map that holds null: templates ask whether the content is none
  @SuppressWarnings("NullAway")
  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    map.put(key, value);
  }

  private Map<String, Object> call(ChatMessage.Call call) {
    Map<String, Object> function = new HashMap<>();
    function.put("name", call.name());
    function.put("arguments", arguments(call));
    return Map.of("id", call.id(), "type", "function", "function", function);
  }

  private Object arguments(ChatMessage.Call call) {
    String source = model.template() == null ? "" : model.template().source();
    if (!ARGUMENTS_AS_VALUE.matcher(source).find()) {
      return call.arguments();
    }
    try {
      return Json.plain(Json.tree(call.arguments().isBlank() ? "{}" : call.arguments()));
    } catch (JacksonException malformed) {
      throw ApiException.bad(
          "messages", "the arguments of a call of '" + call.name() + "' are not JSON");
    }
  }
}
