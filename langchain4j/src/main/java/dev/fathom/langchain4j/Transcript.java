package dev.fathom.langchain4j;

import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.text.TemplateException;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Turns a conversation into the prompt that the model reads.
final class Transcript {
  /// Templates that write a call's arguments as JSON want a value, the others its text.
  private static final Pattern ARGUMENTS_AS_VALUE =
      Pattern.compile("arguments['\"]?]?\\s*\\|\\s*tojson");

  private final LocalModel model;

  Transcript(LocalModel model) {
    this.model = model;
  }

  /// The prompt for the next turn.
  ///
  /// @param tools those the model may call; none where it may call none
  /// @param thinking whether to think first; null leaves it to the template
  Prompt prompt(
      List<ChatMessage> messages, List<ToolSpecification> tools, @Nullable Boolean thinking) {
    List<Map<String, Object>> turns = new ArrayList<>();
    messages.forEach(message -> turns.add(turn(message)));
    Map<String, Object> variables = new HashMap<>();
    if (!tools.isEmpty()) {
      tell(tools.stream().map(ToolSchemas::definition).toList(), turns, variables);
    }
    if (thinking != null) {
      switchThinking(thinking, variables);
    }
    variables.put("messages", turns);
    try {
      // the messages themselves come from the variables
      return model.format().chat(List.of(Message.user("")), variables);
    } catch (TemplateException refused) {
      throw new InvalidRequestException(String.valueOf(refused.getMessage()), refused);
    } catch (IllegalArgumentException without) {
      throw new UnsupportedFeatureException(String.valueOf(without.getMessage()));
    }
  }

  /// By the template's own words, or in the system message where it has none.
  private void tell(
      List<Map<String, Object>> tools,
      List<Map<String, Object>> turns,
      Map<String, Object> variables) {
    if (model.templateKnows("tools")) {
      variables.put("tools", tools);
      return;
    }
    String briefing = model.toolFormat().map(format -> format.briefing(tools)).orElse("");
    if (!turns.isEmpty() && "system".equals(turns.getFirst().get("role"))) {
      turns.getFirst().merge("content", briefing, (said, more) -> said + "\n\n" + more);
    } else {
      turns.addFirst(plain("system", briefing));
    }
  }

  private void switchThinking(boolean thinking, Map<String, Object> variables) {
    if (!model.templateKnows("enable_thinking") && !model.templateKnows("thinking")) {
      throw new UnsupportedFeatureException(
          "switching the thought on or off is not supported by model '" + model.name() + "'");
    }
    // Qwen's name, and DeepSeek's from V3.1 on
    variables.put("enable_thinking", thinking);
    variables.put("thinking", thinking);
  }

  private Map<String, Object> turn(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> plain("system", system.text());
      case UserMessage user -> plain("user", text(user.contents()));
      case AiMessage assistant -> assistant(assistant);
      case ToolExecutionResultMessage result -> result(result);
      default ->
          throw new UnsupportedFeatureException(
              "a message of type " + message.type() + " is not supported");
    };
  }

  private static Map<String, Object> plain(String role, String content) {
    Map<String, Object> turn = new HashMap<>();
    turn.put("role", role);
    turn.put("content", content);
    return turn;
  }

  // LangChain4j has no nullness marks: texts may be null
  private Map<String, Object> assistant(AiMessage message) {
    String text = message.text();
    Map<String, Object> turn = plain("assistant", text == null ? "" : text);
    String thought = message.thinking();
    if (thought != null && model.templateKnows("reasoning_content")) {
      turn.put("reasoning_content", thought);
    }
    if (message.hasToolExecutionRequests()) {
      turn.put("tool_calls", message.toolExecutionRequests().stream().map(this::call).toList());
    }
    return turn;
  }

  private static Map<String, Object> result(ToolExecutionResultMessage message) {
    Map<String, Object> turn = plain("tool", text(message.contents()));
    turn.put("name", message.toolName());
    if (message.id() != null) {
      turn.put("tool_call_id", message.id());
    }
    return turn;
  }

  private Map<String, Object> call(ToolExecutionRequest request) {
    Map<String, Object> function = new HashMap<>();
    function.put("name", request.name());
    function.put("arguments", arguments(request));
    String id = request.id();
    return Map.of("id", id == null ? "" : id, "type", "function", "function", function);
  }

  private Object arguments(ToolExecutionRequest request) {
    String json = request.arguments() == null ? "{}" : request.arguments();
    String source = model.template() == null ? "" : model.template().source();
    if (!ARGUMENTS_AS_VALUE.matcher(source).find()) {
      return json;
    }
    try {
      return JsonMapper.shared().readValue(json.isBlank() ? "{}" : json, Object.class);
    } catch (JacksonException malformed) {
      throw new InvalidRequestException(
          "the arguments of a call of '" + request.name() + "' are not JSON", malformed);
    }
  }

  private static String text(List<Content> contents) {
    StringJoiner text = new StringJoiner("\n");
    for (Content content : contents) {
      if (!(content instanceof TextContent part)) {
        String kind = content.type().name().toLowerCase(Locale.ROOT);
        throw new UnsupportedFeatureException(
            "content of type " + kind + " is not supported: this model reads text");
      }
      text.add(part.text());
    }
    return text.toString();
  }
}
