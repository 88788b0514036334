package dev.fathom.server;

import dev.fathom.engine.Message;
import dev.fathom.engine.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// The `system` and `messages` of an Anthropic request: contents are texts or lists of blocks.
final class BlockReader {
  /// Clients put a line of their own in front, new every time; it would keep every prefix from
  /// being found again.
  private static final String PRIVATE_LINE = "x-anthropic-";

  private static final int MAX_BLOCKS = 10_000;

  private final Fields fields;
  private final Limits limits;

  BlockReader(Fields fields, Limits limits) {
    this.fields = fields;
    this.limits = limits;
  }

  List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    String system = system();
    if (!system.isEmpty()) {
      messages.add(new Message("system", system));
    }
    List<Fields> entries = fields.objects("messages", limits.messages());
    if (entries.isEmpty()) {
      throw ApiException.bad("messages", "'messages' is missing or empty; it needs one message");
    }
    entries.forEach(entry -> add(entry, messages));
    return messages;
  }

  private String system() {
    JsonNode node = fields.get("system");
    if (node == null || node.isString()) {
      return node == null ? "" : node.stringValue();
    }
    StringJoiner text = new StringJoiner("\n");
    for (Fields block : fields.objects("system", MAX_BLOCKS)) {
      String said = text(block);
      if (!said.startsWith(PRIVATE_LINE)) {
        text.add(said);
      }
    }
    return text.toString();
  }

  private static String text(Fields block) {
    String type = block.text("type", "text");
    if (!type.equals("text")) {
      throw ApiException.unsupported(
          block.path("type"),
          "'" + block.path("type") + "': only text is understood by this model");
    }
    return block.requiredText("text");
  }

  private void add(Fields entry, List<Message> messages) {
    String role = entry.word("role", List.of("user", "assistant", "system"));
    JsonNode content = entry.get("content");
    if (role == null || content == null) {
      String missing = entry.path(role == null ? "role" : "content");
      throw ApiException.bad(missing, "'" + missing + "' is missing");
    }
    if (content.isString()) {
      messages.add(new Message(role, content.stringValue()));
      return;
    }
    Said said = new Said();
    for (Fields block : entry.objects("content", MAX_BLOCKS)) {
      said.add(block, messages);
    }
    said.close(role, messages);
  }

  /// What one message says besides its results of tools, which are messages of their own.
  private static final class Said {
    private final StringJoiner text = new StringJoiner("\n");
    private final StringBuilder thought = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private boolean results;
    private boolean spoken;

    void add(Fields block, List<Message> messages) {
      String type = block.requiredText("type");
      switch (type) {
        case "thinking" -> thought.append(block.text("thinking", ""));
        case "redacted_thinking" -> {
          // nobody can read it
        }
        case "tool_use" -> calls.add(call(block));
        case "tool_result" -> {
          results = true;
          messages.add(result(block));
        }
        default -> {
          spoken = true;
          text.add(BlockReader.text(block));
        }
      }
    }

    private ToolCall call(Fields block) {
      JsonNode input = block.get("input");
      return new ToolCall(
          block.text("id", ""),
          block.requiredName("name"),
          input == null ? "{}" : Json.text(input));
    }

    private Message result(Fields block) {
      JsonNode content = block.get("content");
      StringJoiner said = new StringJoiner("\n");
      if (content != null && content.isString()) {
        said.add(content.stringValue());
      } else {
        block.objects("content", MAX_BLOCKS).forEach(part -> said.add(BlockReader.text(part)));
      }
      return new Message("tool", said.toString(), null, List.of(), block.text("tool_use_id"), null);
    }

    void close(String role, List<Message> messages) {
      if (spoken || !calls.isEmpty() || !results) {
        messages.add(
            new Message(role, text.toString())
                .after(thought.isEmpty() ? null : thought.toString())
                .calling(calls));
      }
    }
  }
}
