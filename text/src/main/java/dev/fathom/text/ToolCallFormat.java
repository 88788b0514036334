package dev.fathom.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// How a family of models writes its calls of tools: {@link #opening}, then for every call {@link
/// #before}, the arguments as a JSON object and {@link #after}, with {@link #separator} between
/// calls, then {@link #closing}.
public enum ToolCallFormat {
  /// DeepSeek R1 and V3: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME`, the
  /// arguments in a fence of JSON, `<｜tool▁call▁end｜> ... <｜tool▁calls▁end｜>`.
  DEEPSEEK_R1,
  /// DeepSeek V3.1 and later: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{...}
  /// <｜tool▁call▁end｜> ... <｜tool▁calls▁end｜>`.
  DEEPSEEK_V31,
  /// Qwen 2.5 and 3 (Hermes): `<tool_call>\n{"name": NAME, "arguments": {...}}\n</tool_call>`.
  QWEN,
  /// Llama 3: `{"name": NAME, "parameters": {...}}` is the whole answer.
  LLAMA3;

  /// The format that `template` teaches its model or writes earlier calls in, if it is one of
  /// these. XML within `<tool_call>` (Qwen3-Coder, GLM) is none, and neither is DeepSeek V3.2's
  /// DSML.
  public static Optional<ToolCallFormat> of(ChatTemplate template) {
    String source = template.source();
    if (source.contains(ToolMarks.CALL)) {
      return Optional.of(source.contains("```json") ? DEEPSEEK_R1 : DEEPSEEK_V31);
    }
    // within a literal of the template the quotes may be escaped
    String plain = source.replace("\\\"", "\"");
    boolean named = plain.contains("\"name\"");
    boolean xml = plain.contains("<function=") || plain.contains("<arg_key>");
    if (plain.contains(ToolMarks.QWEN_CALL) && named && plain.contains("\"arguments\"") && !xml) {
      return Optional.of(QWEN);
    }
    boolean llama = plain.contains("<|start_header_id|>");
    return llama && named && plain.contains("\"parameters\"")
        ? Optional.of(LLAMA3)
        : Optional.empty();
  }

  /// What stands before the first call.
  public String opening() {
    return switch (this) {
      case DEEPSEEK_R1, DEEPSEEK_V31 -> ToolMarks.CALLS;
      case QWEN, LLAMA3 -> "";
    };
  }

  /// What stands before the arguments of a call of the tool `name`.
  public String before(String name) {
    return switch (this) {
      case DEEPSEEK_R1 ->
          ToolMarks.CALL + "function" + ToolMarks.NAME_END + bare(name) + "\n```json\n";
      case DEEPSEEK_V31 -> ToolMarks.CALL + bare(name) + ToolMarks.NAME_END;
      case QWEN -> ToolMarks.QWEN_CALL + "\n{\"name\": " + quoted(name) + ", \"arguments\": ";
      case LLAMA3 -> "{\"name\": " + quoted(name) + ", \"parameters\": ";
    };
  }

  /// What stands behind the arguments of a call.
  public String after() {
    return switch (this) {
      case DEEPSEEK_R1 -> "\n```" + ToolMarks.CALL_END;
      case DEEPSEEK_V31 -> ToolMarks.CALL_END;
      case QWEN -> "}\n" + ToolMarks.QWEN_CALL_END;
      case LLAMA3 -> "}";
    };
  }

  /// What stands between two calls.
  public String separator() {
    return switch (this) {
      case DEEPSEEK_R1, QWEN -> "\n";
      case DEEPSEEK_V31, LLAMA3 -> "";
    };
  }

  /// What stands behind the last call.
  public String closing() {
    return switch (this) {
      case DEEPSEEK_R1, DEEPSEEK_V31 -> ToolMarks.CALLS_END;
      case QWEN, LLAMA3 -> "";
    };
  }

  /// Whether one answer may hold several calls.
  public boolean parallel() {
    return this != LLAMA3;
  }

  /// Text for the system message that tells a model of `tools` (objects as in OpenAI's API), for
  /// templates that write calls but do not tell of the tools. DeepSeek V3.1's is its model card's;
  /// R1's says the same with R1's marks.
  public String briefing(List<? extends Map<String, ?>> tools) {
    String name = "tool_call_name";
    String call = before(name) + "tool_call_arguments" + after();
    Map<String, ?> variables =
        Map.of("tools", tools, "call", opening() + call, "next", separator(), "end", closing());
    return Briefing.TEMPLATE.render(variables);
  }

  /// The marks by which the reader of answers knows this format, its tokens among them.
  List<String> marks() {
    return switch (this) {
      case DEEPSEEK_R1, DEEPSEEK_V31 -> ToolMarks.DEEPSEEK;
      case QWEN -> List.of(ToolMarks.QWEN_CALL, ToolMarks.QWEN_CALL_END);
      case LLAMA3 -> List.of(ToolMarks.PYTHON);
    };
  }

  private static String quoted(String name) {
    return JsonMapper.shared().writeValueAsString(name);
  }

  private static String bare(String name) {
    if (name.isBlank() || name.indexOf('<') >= 0 || name.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "a tool's name must not be blank nor hold '<' or a new line, got '" + name + "'");
    }
    return name;
  }

  /// Parsed when first needed.
  private static final class Briefing {
    static final ChatTemplate TEMPLATE =
        ChatTemplate.parse(
            "tools",
            """
            ## Tools
            You have access to the following tools:
            {% for tool in tools %}

            ### {{ tool.function.name }}
            Description: {{ tool.function.description or '' }}

            Parameters: {{ (tool.function.parameters or {}) | tojson }}
            {% endfor %}

            IMPORTANT: ALWAYS adhere to this exact format for tool use:
            {{ call }}{{ '{additional_tool_calls}' }}{{ end }}

            Where:
            - `tool_call_name` must be an exact match to one of the available tools
            - `tool_call_arguments` must be valid JSON that strictly follows the tool's Parameters \
            Schema
            - For multiple tool calls, chain them directly{{ \
            ' without separators or spaces' if next == '' else ', each on a new line' }}
            """);

    private Briefing() {}
  }
}
