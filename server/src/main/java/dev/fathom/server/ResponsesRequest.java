package dev.fathom.server;

import dev.fathom.engine.Message;
import dev.fathom.engine.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request to `/v1/responses`; nothing is stored, so every request brings its whole conversation.
///
/// @param echoed the request's own fields that the answer repeats
record ResponsesRequest(Turn turn, boolean stream, Echoed echoed) {
  private static final String STATELESS = "is not served here: nothing is stored";

  /// What the answer repeats of its request.
  record Echoed(
      @Nullable String instructions,
      @Nullable Integer maxOutputTokens,
      @Nullable Double temperature,
      @Nullable Double topP,
      boolean parallelCalls,
      @Nullable JsonNode toolChoice,
      @Nullable JsonNode tools,
      @Nullable JsonNode format,
      @Nullable JsonNode metadata,
      @Nullable JsonNode reasoning) {}

  /// Reads and checks `fields`.
  static ResponsesRequest of(Fields fields, Limits limits) {
    refuse(fields);
    DrawingReader drawing = new DrawingReader(fields, limits);
    Fields reasoning = fields.object("reasoning");
    Fields text = fields.object("text");
    Fields format = text == null ? null : text.object("format");
    Integer maxTokens = drawing.maxTokens("max_output_tokens");
    Turn turn =
        new Turn(
            fields.text("model"),
            new Turn.Source.Chat(messages(fields, limits), false),
            drawing.drawing(-1),
            new Turn.Length(maxTokens, List.of()),
            reasoning == null ? Turn.Thinking.FREE : ThinkingReader.effort(reasoning, "effort"),
            format == null
                ? new Turn.Shape.Free()
                : new ShapeReader(fields, limits).format(format, null),
            new ToolsReader(fields, limits).responses());
    return new ResponsesRequest(
        turn, fields.flag("stream", false), echoed(fields, format, maxTokens));
  }

  private static Echoed echoed(
      Fields fields, @Nullable Fields format, @Nullable Integer maxTokens) {
    return new Echoed(
        fields.text("instructions"),
        maxTokens,
        fields.number("temperature", 0, 2),
        fields.number("top_p", 0, 1),
        fields.flag("parallel_tool_calls", true),
        fields.get("tool_choice"),
        fields.get("tools"),
        format == null ? null : format.node(),
        fields.get("metadata"),
        fields.get("reasoning"));
  }

  private static void refuse(Fields fields) {
    for (String name : List.of("previous_response_id", "conversation", "store", "background")) {
      fields.refuse(name, STATELESS);
    }
    for (String name : List.of("include", "prompt", "top_logprobs", "max_tool_calls")) {
      fields.refuse(name, "is not served here");
    }
    fields.word("truncation", List.of("disabled"));
    fields.word("service_tier", List.of("auto", "default"));
    Integer choices = fields.whole("n", 1, 1);
    if (choices != null && choices != 1) {
      throw ApiException.unsupported("n", "'n' is not served here");
    }
  }

  private static List<Message> messages(Fields fields, Limits limits) {
    List<Message> messages = new ArrayList<>();
    String instructions = fields.text("instructions");
    if (instructions != null) {
      messages.add(Message.system(instructions));
    }
    JsonNode input = fields.get("input");
    if (input == null) {
      throw ApiException.bad("input", "'input' is missing; it must be a text or a list of items");
    }
    if (input.isString()) {
      messages.add(Message.user(input.stringValue()));
      return messages;
    }
    List<Fields> items = fields.objects("input", limits.messages());
    if (items.isEmpty()) {
      throw ApiException.bad("input", "'input' is empty");
    }
    items.forEach(item -> add(item, messages));
    return messages;
  }

  private static void add(Fields item, List<Message> messages) {
    String type = item.text("type", "message");
    switch (type) {
      case "message" -> messages.add(message(item));
      case "function_call" -> addCall(item, messages);
      case "function_call_output" ->
          messages.add(Message.result(item.requiredText("call_id"), null, output(item)));
      case "reasoning" -> {
        // earlier thoughts are not shown to the models served here: their templates drop them
      }
      default ->
          throw ApiException.unsupported(
              item.path("type"), "'" + item.path("type") + "': such items are not served here");
    }
  }

  private static String output(Fields item) {
    String output = ConversationReader.content(item, "output");
    if (output == null) {
      throw ApiException.bad(item.path("output"), "'" + item.path("output") + "' is missing");
    }
    return output;
  }

  private static Message message(Fields item) {
    String role = item.word("role", List.of("system", "developer", "user", "assistant"));
    String content = ConversationReader.content(item, "content");
    if (role == null || content == null) {
      String missing = item.path(role == null ? "role" : "content");
      throw ApiException.bad(missing, "'" + missing + "' is missing");
    }
    return new Message(role.equals("developer") ? "system" : role, content);
  }

  /// Calls that follow one another are one message.
  private static void addCall(Fields item, List<Message> messages) {
    ToolCall call =
        new ToolCall(
            item.requiredText("call_id"), item.requiredName("name"), item.text("arguments", "{}"));
    Message last = messages.isEmpty() ? null : messages.getLast();
    if (last != null && last.role().equals("assistant")) {
      List<ToolCall> calls = new ArrayList<>(last.toolCalls());
      calls.add(call);
      messages.set(messages.size() - 1, last.calling(calls));
    } else {
      messages.add(Message.assistant("").calling(List.of(call)));
    }
  }
}
