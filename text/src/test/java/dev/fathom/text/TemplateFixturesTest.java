package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Published templates against Jinja2's renderings, every row.
class TemplateFixturesTest {
  /// When the oracle rendered, for `strftime_now`.
  static final LocalDateTime THEN = LocalDateTime.of(2026, 1, 2, 3, 4, 5);

  static String resource(String name) throws IOException {
    try (InputStream in = TemplateFixturesTest.class.getResourceAsStream("/templates/" + name)) {
      // some licences do not let us ship the template: those lie beside the project only
      return in == null
          ? Files.readString(SharedData.path("fixtures/templates/" + name))
          : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> variables(JsonNode input) {
    Map<String, Object> variables =
        new HashMap<>(JsonMapper.shared().convertValue(input, Map.class));
    variables.put("bos_token", "<BOS>");
    variables.put("eos_token", "<EOS>");
    return variables;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Qwen-QwQ-32B",
        "Qwen-Qwen2.5-7B-Instruct",
        "Qwen-Qwen3-0.6B",
        "deepseek-ai-DeepSeek-R1-Distill-Llama-8B",
        "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
        "deepseek-ai-DeepSeek-V3.1",
        "deepseek-ai-DeepSeek-V3.2",
        "deepseek-ai-DeepSeek-V4",
        "deepseek-ai-DeepSeek-V4-Flash-0731",
        "google-gemma-2-2b-it",
        "llama-cpp-deepseek-r1",
        "meta-llama-Llama-3.1-8B-Instruct",
        "meta-llama-Llama-3.2-3B-Instruct",
        "microsoft-Phi-3.5-mini-instruct",
        "mistralai-Mistral-Nemo-Instruct-2407"
      })
  void rendersEveryRowAsJinja2Does(String name) throws IOException {
    ChatTemplate template = ChatTemplate.parse(name, resource(name + ".jinja"));
    JsonNode rows = JsonMapper.shared().readTree(resource(name + ".json")).get("rows");
    assertThat(rows.size()).isEqualTo(11);
    for (JsonNode row : rows) {
      Map<String, Object> variables = variables(row.get("input"));
      String label = row.get("case").asString();
      if (row.has("error")) {
        String error = row.get("error").asString();
        assertThatThrownBy(() -> template.render(variables, THEN))
            .as(label)
            .isInstanceOf(TemplateException.class)
            .hasMessageContaining(error.substring(error.indexOf(": ") + 2))
            .hasMessageContaining("template '" + name + "', line ");
      } else {
        String output = row.get("output").asString();
        assertThat(template.render(variables, THEN)).as(label).isEqualTo(output);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-ai-DeepSeek-V3.2", "deepseek-ai-DeepSeek-V4"})
  void readsArgumentsThatComeAsJsonText(String name) throws IOException {
    ChatTemplate template = ChatTemplate.parse(name, resource(name + ".jinja"));
    Map<String, Object> asText = call("{\"city\": \"Kiel\", \"days\": [1, 2]}");
    Map<String, Object> asMap = call(Map.of("city", "Kiel"));
    assertThat(template.render(asText)).contains("\"city\" string=\"true\">Kiel<", ">[1, 2]<");
    assertThat(template.render(asMap)).contains("\"city\" string=\"true\">Kiel<");
  }

  private static Map<String, Object> call(Object arguments) {
    Map<String, Object> function = Map.of("name", "weather", "arguments", arguments);
    Map<String, Object> answer =
        Map.of("role", "assistant", "tool_calls", List.of(Map.of("function", function)));
    Map<String, Object> question = Map.of("role", "user", "content", "Wie ist das Wetter?");
    return Map.of("messages", List.of(question, answer), "bos_token", "<BOS>");
  }
}
