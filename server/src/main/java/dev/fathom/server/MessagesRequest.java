package dev.fathom.server;

import dev.fathom.engine.Message;
import dev.fathom.server.Toolbox.Choice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request to Anthropic's `/v1/messages`.
record MessagesRequest(Turn turn, boolean stream) {
  /// Reads and checks `fields`.
  ///
  /// @param counting whether tokens are only counted, which needs no `max_tokens`
  static MessagesRequest of(Fields fields, Limits limits, boolean counting) {
    for (String name : List.of("mcp_servers", "container", "context_management")) {
      fields.refuse(name, "is not served here");
    }
    fields.word("service_tier", List.of("auto", "standard_only"));
    Integer maxTokens = fields.whole("max_tokens", 1, limits.maxTokens());
    if (maxTokens == null && !counting) {
      throw ApiException.bad("max_tokens", "'max_tokens' is missing; it must be a whole number");
    }
    List<Message> messages = new BlockReader(fields, limits).messages();
    boolean open = messages.getLast().role().equals("assistant");
    List<String> stops =
        DrawingReader.checked(fields.texts("stop_sequences", limits.stops()), "stop_sequences");
    Turn turn =
        new Turn(
            fields.text("model"),
            new Turn.Source.Chat(messages, open),
            new DrawingReader(fields, limits).drawing(-1),
            new Turn.Length(maxTokens, stops),
            thinking(fields),
            shape(fields, limits),
            tools(fields, limits));
    if (turn.drawing().choices() != 1) {
      throw ApiException.unsupported("n", "'n' is not served here");
    }
    return new MessagesRequest(turn, fields.flag("stream", false));
  }

  private static Turn.Thinking thinking(Fields fields) {
    Fields output = fields.object("output_config");
    Turn.Thinking effort =
        output == null ? Turn.Thinking.FREE : ThinkingReader.effort(output, "effort");
    Turn.Thinking thinking = ThinkingReader.of(fields);
    return thinking.equals(Turn.Thinking.FREE) ? effort : thinking;
  }

  private static Turn.Shape shape(Fields fields, Limits limits) {
    Fields output = fields.object("output_config");
    Fields format = output == null ? null : output.object("format");
    return format == null
        ? new ShapeReader(fields, limits).shape()
        : new ShapeReader(fields, limits).format(format, null);
  }

  private static Toolbox tools(Fields fields, Limits limits) {
    List<Toolbox.Tool> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools", limits.tools())) {
      if (!tool.text("type", "custom").equals("custom")) {
        throw ApiException.unsupported(
            tool.path("type"), "'" + tool.path("type") + "': only tools of the client are served");
      }
      Fields schema = tool.object("input_schema");
      JsonNode parameters = schema == null ? ToolsReader.noParameters() : schema.node();
      tools.add(ToolsReader.tool(tool, parameters, limits));
    }
    Fields choice = fields.object("tool_choice");
    if (choice == null) {
      return ToolsReader.of(tools, tools.isEmpty() ? Choice.NONE : Choice.AUTO, null, true);
    }
    boolean parallel = !choice.flag("disable_parallel_tool_use", false);
    return ToolsReader.of(tools, choice(choice), name(choice), parallel);
  }

  private static Choice choice(Fields choice) {
    String type = choice.word("type", List.of("auto", "any", "tool", "none"));
    return switch (type == null ? "auto" : type) {
      case "any" -> Choice.REQUIRED;
      case "tool" -> Choice.NAMED;
      case "none" -> Choice.NONE;
      default -> Choice.AUTO;
    };
  }

  private static @Nullable String name(Fields choice) {
    return "tool".equals(choice.text("type")) ? choice.requiredText("name") : null;
  }
}
