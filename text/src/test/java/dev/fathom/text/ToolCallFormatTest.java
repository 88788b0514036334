package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ToolCallFormatTest {
  @ParameterizedTest
  @CsvSource({
    "Qwen-QwQ-32B, QWEN",
    "Qwen-Qwen2.5-7B-Instruct, QWEN",
    "Qwen-Qwen3-0.6B, QWEN",
    "deepseek-ai-DeepSeek-R1-Distill-Llama-8B, DEEPSEEK_R1",
    "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B, DEEPSEEK_R1",
    "llama-cpp-deepseek-r1, DEEPSEEK_R1",
    "deepseek-ai-DeepSeek-V3.1, DEEPSEEK_V31",
    "meta-llama-Llama-3.1-8B-Instruct, LLAMA3",
    "meta-llama-Llama-3.2-3B-Instruct, LLAMA3"
  })
  void knowsTheFamilyByItsTemplate(String name, ToolCallFormat format) throws IOException {
    assertThat(ToolCallFormat.of(template(name))).contains(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "google-gemma-2-2b-it",
        "microsoft-Phi-3.5-mini-instruct",
        "mistralai-Mistral-Nemo-Instruct-2407",
        "deepseek-ai-DeepSeek-V3.2",
        "deepseek-ai-DeepSeek-V4"
      })
  void takesNoOtherFormatForOneOfThese(String name) throws IOException {
    assertThat(ToolCallFormat.of(template(name))).isEmpty();
  }

  @Test
  void takesNoXmlCallsForQwens() {
    String coder = "<tool_call>\\n<function=NAME>\\n \"name\" \"arguments\"";
    assertThat(ToolCallFormat.of(ChatTemplate.parse("coder", coder))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen-QwQ-32B, QWEN",
    "Qwen-Qwen3-0.6B, QWEN",
    "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B, DEEPSEEK_R1",
    "deepseek-ai-DeepSeek-V3.1, DEEPSEEK_V31",
    "meta-llama-Llama-3.2-3B-Instruct, LLAMA3"
  })
  void writesCallsAsTheTemplateWritesThem(String name, ToolCallFormat format) throws IOException {
    Map<String, ?> function = Map.of("name", "get_weather", "arguments", Map.of("city", "Köln"));
    Map<String, ?> call = Map.of("type", "function", "function", function);
    List<Map<String, ?>> calls = format.parallel() ? List.of(call, call) : List.of(call);
    Map<String, ?> question = Map.of("role", "user", "content", "Wetter?");
    Map<String, ?> turn = Map.of("role", "assistant", "content", "", "tool_calls", calls);
    String text = template(name).render(Map.of("messages", List.of(question, turn)));
    String one = format.before("get_weather") + "{\"city\": \"Köln\"}" + format.after();
    String all = format.parallel() ? one + format.separator() + one : one;
    assertThat(text).contains(format.opening() + all + format.closing());
  }

  @Test
  void quotesNamesWithinJsonAndRefusesThoseThatCannotBeWritten() {
    assertThat(ToolCallFormat.QWEN.before("a\"b")).contains("\"name\": \"a\\\"b\", \"arg");
    assertThat(ToolCallFormat.LLAMA3.before("é")).isEqualTo("{\"name\": \"é\", \"parameters\": ");
    assertThatThrownBy(() -> ToolCallFormat.DEEPSEEK_R1.before("a\nb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be blank nor hold '<' or a new line");
  }

  @Test
  void tellsOfToolsAsDeepSeeksModelCardDoes() {
    Map<String, ?> function =
        Map.of("name", "f", "description", "Does it.", "parameters", Map.of("type", "object"));
    List<Map<String, ?>> tools = List.of(Map.of("type", "function", "function", function));
    assertThat(ToolCallFormat.DEEPSEEK_V31.briefing(tools))
        .isEqualTo(
            """
            ## Tools
            You have access to the following tools:

            ### f
            Description: Does it.

            Parameters: {"type": "object"}

            IMPORTANT: ALWAYS adhere to this exact format for tool use:
            <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>tool_call_name<｜tool▁sep｜>tool_call_arguments\
            <｜tool▁call▁end｜>{additional_tool_calls}<｜tool▁calls▁end｜>

            Where:
            - `tool_call_name` must be an exact match to one of the available tools
            - `tool_call_arguments` must be valid JSON that strictly follows the tool's Parameters \
            Schema
            - For multiple tool calls, chain them directly without separators or spaces""");
    assertThat(
            ToolCallFormat.DEEPSEEK_R1.briefing(List.of(Map.of("function", Map.of("name", "g")))))
        .contains("### g\nDescription: \n\nParameters: {}\n")
        .contains("function<｜tool▁sep｜>tool_call_name\n```json\ntool_call_arguments\n```<｜tool");
  }

  private static ChatTemplate template(String name) throws IOException {
    return ChatTemplate.parse(name, TemplateFixturesTest.resource(name + ".jinja"));
  }
}
