package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Small programs over all features, against what Jinja2 3.1.6 made of them.
class JinjaCasesTest {
  @Test
  void rendersEveryProgramAsJinja2Does() throws IOException {
    JsonNode file = JsonMapper.shared().readTree(TemplateFixturesTest.resource("jinja-cases.json"));
    Map<String, Object> context = TemplateFixturesTest.variables(file.get("context"));
    assertThat(file.get("cases").size()).isGreaterThan(300);
    for (JsonNode row : file.get("cases")) {
      String source = row.get("template").asString();
      if (row.has("error")) {
        assertThatThrownBy(() -> ChatTemplate.parse("case", source).render(context))
            .as(source)
            .isInstanceOf(TemplateException.class);
      } else {
        String output = row.get("output").asString();
        assertThat(ChatTemplate.parse("case", source).render(context)).as(source).isEqualTo(output);
      }
    }
  }
}
