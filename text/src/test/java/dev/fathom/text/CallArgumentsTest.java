package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallArgumentsTest {
  @Test
  void keepsTheMembersInTheirOrder() {
    String json = "{\"z\": 1, \"a\": [null, 2.5, \"é\"], \"m\": {\"y\": true, \"b\": {}}}";
    ChatTemplate template = ChatTemplate.parse("t", "{{ value | tojson }}");
    assertThat(template.render(java.util.Map.of("value", CallArguments.parse(json))))
        .isEqualTo(json);
    assertThat(CallArguments.parse(" ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"{}\"", "{", "{} {}", "{'a': 1}"})
  void refusesWhatIsNoObject(String json) {
    assertThatThrownBy(() -> CallArguments.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a JSON object: ");
  }

  @Test
  void refusesDeepNesting() {
    String json = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
    assertThatThrownBy(() -> CallArguments.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("depth");
  }
}
