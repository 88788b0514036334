package dev.fathom.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// JSON schemas of LangChain4j's making, as text and as templates want them.
final class ToolSchemas {
  private static final Map<String, Object> NO_PARAMETERS =
      Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);

  private ToolSchemas() {}

  /// `schema` as JSON text.
  static String text(JsonSchemaElement schema) {
    return schema instanceof JsonRawSchema raw
        ? raw.schema()
        : JsonMapper.shared().writeValueAsString(JsonSchemaElementUtils.toMap(schema));
  }

  /// The schema of a tool's arguments, as JSON text.
  static String parameters(ToolSpecification tool) {
    return JsonMapper.shared().writeValueAsString(schema(tool));
  }

  /// A tool as OpenAI's API writes it, which is what templates are made for.
  static Map<String, Object> definition(ToolSpecification tool) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", tool.name());
    if (tool.description() != null) {
      function.put("description", tool.description());
    }
    function.put("parameters", schema(tool));
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("type", "function");
    definition.put("function", function);
    return definition;
  }

  private static Map<String, Object> schema(ToolSpecification tool) {
    JsonObjectSchema parameters = tool.parameters();
    return parameters == null ? NO_PARAMETERS : JsonSchemaElementUtils.toMap(parameters);
  }
}
