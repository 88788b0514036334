package dev.fathom.server;

import dev.fathom.server.Toolbox.Choice;
import dev.fathom.server.Toolbox.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The tools of an OpenAI request.
final class ToolsReader {
  private static final String NAME = "[A-Za-z0-9_.-]{1,128}";

  private final Fields fields;
  private final Limits limits;

  ToolsReader(Fields fields, Limits limits) {
    this.fields = fields;
    this.limits = limits;
  }

  /// `tools` and `tool_choice` of a chat request.
  Toolbox chat() {
    return read("function");
  }

  /// Of a Responses request, where a function's fields lie in the tool itself.
  Toolbox responses() {
    return read(null);
  }

  private Toolbox read(@Nullable String nested) {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools", limits.tools())) {
      String type = tool.text("type", "function");
      if (!type.equals("function")) {
        throw ApiException.unsupported(
            tool.path("type"),
            "'" + tool.path("type") + "': only tools of type 'function' are served");
      }
      tools.add(function(nested == null ? tool : tool.requiredObject(nested), limits));
    }
    return box(tools, nested);
  }

  /// One function: `name`, `description`, `parameters`.
  static Tool function(Fields function, Limits limits) {
    Fields parameters = function.object("parameters");
    JsonNode schema = parameters == null ? noParameters() : parameters.node();
    return tool(function, schema, limits);
  }

  /// One function with its parameters' schema.
  static Tool tool(Fields function, JsonNode schema, Limits limits) {
    String name = function.requiredText("name");
    if (!name.matches(NAME)) {
      throw ApiException.bad(
          function.path("name"),
          "'%s' must be 1 to 128 letters, digits, '_', '-' or '.'"
              .formatted(function.path("name")));
    }
    if (Json.text(schema).length() > limits.schemaBytes()) {
      throw ApiException.bad(
          function.path("parameters"), "the schema of '" + name + "' is too large");
    }
    ObjectNode inner = Json.object();
    inner.put("name", name);
    String description = function.text("description");
    if (description != null) {
      inner.put("description", description);
    }
    inner.set("parameters", schema);
    ObjectNode definition = Json.object();
    definition.put("type", "function");
    definition.set("function", inner);
    return new Tool(name, schema, definition);
  }

  /// The schema of a function that takes nothing.
  static JsonNode noParameters() {
    ObjectNode schema = Json.object();
    schema.put("type", "object");
    schema.set("properties", Json.object());
    return schema;
  }

  private Toolbox box(List<Tool> tools, @Nullable String nested) {
    JsonNode choice = fields.get("tool_choice");
    boolean parallel = fields.flag("parallel_tool_calls", true);
    if (choice == null) {
      return of(tools, tools.isEmpty() ? Choice.NONE : Choice.AUTO, null, parallel);
    }
    if (choice.isString()) {
      String word = fields.word("tool_choice", List.of("none", "auto", "required"));
      return of(
          tools,
          Choice.valueOf(String.valueOf(word).toUpperCase(java.util.Locale.ROOT)),
          null,
          parallel);
    }
    Fields named = fields.requiredObject("tool_choice");
    if (!"function".equals(named.text("type", "function"))) {
      throw ApiException.unsupported(
          named.path("type"), "'" + named.path("type") + "': only 'function' can be chosen");
    }
    Fields holder = nested == null ? named : named.requiredObject(nested);
    return of(tools, Choice.NAMED, holder.requiredText("name"), parallel);
  }

  /// The tools with a choice that they allow.
  static Toolbox of(List<Tool> tools, Choice choice, @Nullable String name, boolean parallel) {
    Set<String> names = new HashSet<>();
    for (Tool tool : tools) {
      if (!names.add(tool.name())) {
        throw ApiException.bad("tools", "two tools are called '" + tool.name() + "'");
      }
    }
    boolean needs = choice == Choice.REQUIRED || choice == Choice.NAMED;
    if (needs && tools.isEmpty()) {
      throw ApiException.bad(
          "tool_choice", "'tool_choice' asks for a call, but there are no tools");
    }
    if (name != null && !names.contains(name)) {
      throw ApiException.bad("tool_choice", "'tool_choice' names a tool that is not among 'tools'");
    }
    return new Toolbox(List.copyOf(tools), choice, name, parallel);
  }
}
