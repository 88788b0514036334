package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Errors name template, line, column and construct; nothing of the host can be reached.
class TemplateErrorTest {
  private static String render(String source, Map<String, ?> variables) {
    return ChatTemplate.parse("chat", source).render(variables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "{{ x|shout }} @ line 1, column 6: there is no filter 'shout' in this subset",
        "a\\n{% if x is odder %} @ line 2, column 12: there is no test 'odder' in this subset",
        "{% include 'x' %} @ line 1, column 4: the tag '{% include %}' is not in this subset",
        "{% if x %} @ the template ends before '{% elif %}' or '{% else %}' or '{% endif %}'",
        "{{ x @ line 1, column 1: '{{' is never closed with '}}'",
        "{{ (x }} @ line 1, column 7: unexpected '}', expected ')'",
        "{{ x y }} @ line 1, column 6: expected '}}', found 'y'",
        "{{ 'x }} @ line 1, column 4: the string that starts here is never closed",
        "{{ ? }} @ line 1, column 4: unexpected character '?'",
        "{% break %} @ line 1, column 4: '{% break %}' outside of a loop",
        "{{ 99999999999999999999 }} @ line 1, column 4: the integer 99999999999999999999 has more",
        "{# x @ the comment '{#' is never closed with '#}'",
        "{% raw %} @ '{% raw %}' is never closed with '{% endraw %}'",
        "{% endfor %} @ the tag '{% endfor %}' is not in this subset or not expected here",
        "{{ x is eq is }} @ tests cannot be chained",
        "{% for i in x recursive %}{% endfor %} @ recursive loops are not supported"
      })
  void saysWhereASourceIsWrong(String source, String message) {
    assertThatThrownBy(() -> ChatTemplate.parse("chat", source.replace("\\n", "\n")))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("template 'chat', line ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "a\\n  {{ x.y.z }} @ line 2, column 9: 'dict object' has no attribute 'y'",
        "{{ nix.y }} @ line 1, column 7: 'nix' is undefined",
        "{{ 1 + 'a' }} @ line 1, column 6: '+' does not take int and str",
        "{{ 1 / 0 }} @ line 1, column 6: division by zero",
        "{{ raise_exception('no ' ~ 1) }} @ line 1, column 19: no 1",
        "{{ none() }} @ a value of type NoneType is not callable",
        "{% for a, b in [[1]] %}{% endfor %} @ line 1, column 8: expected 2 values to unpack, got 1",
        "{% set x.a = 1 %} @ cannot assign attribute on non-namespace object",
        "{{ [1]|map('upper') }} @ a generator cannot be printed; put '|list' behind",
        "{{ {}|tojson(foo=1) }} @ the filter tojson has no parameter 'foo'",
        "{{ 9223372036854775807 + 1 }} @ the result of '+' needs more than 64 bits"
      })
  void saysWhereARenderingFails(String source, String message) {
    assertThatThrownBy(() -> render(source.replace("\\n", "\n"), Map.of("x", Map.of("a", 1))))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("template 'chat', line ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ x.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ x.getClass().forName('java.lang.Runtime') }}",
        "{{ ''|attr('__class__')|attr('__mro__') }}",
        "{{ ''['__class__']['__mro__'] }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ '%(a)s'|format(x.__class__.__name__) }}",
        "{{ [''].__class__.mro() }}",
        "{{ self._TemplateReference__context }}",
        "{{ x.append(1) }}",
        "{{ [].append(1) }}",
        "{{ {}.update(a=1) }}",
        "{{ {}.pop('a') }}",
        "{{ [].sort() }}"
      })
  void letsNothingOut(String source) {
    assertThatThrownBy(() -> render(source, Map.of("x", "text")))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void refusesValuesThatAreNotData() {
    Map<String, Object> variables = Map.of("x", new Object());
    assertThatThrownBy(() -> render("{{ 1 }}", variables))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("a value of type java.lang.Object");
  }

  @Test
  void takesTheNumbersOfJava() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("x", java.util.Arrays.asList(1, 2L, 2.5, 0.5f, true, null, "s"));
    variables.put("big", new java.math.BigInteger("12345678901234567890"));
    assertThat(render("{{ x|tojson }} {{ big }}", variables))
        .isEqualTo("[1, 2, 2.5, 0.5, true, null, \"s\"] 12345678901234567890");
  }

  @Test
  void keepsTheOrderOfMapsAndLeavesThemAlone() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : List.of("z", "a", "m")) map.put(key, key);
    assertThat(render("{{ x|tojson }}", Map.of("x", map)))
        .isEqualTo("{\"z\": \"z\", \"a\": \"a\", \"m\": \"m\"}");
  }

  @Test
  void knowsWhatATemplateMentions() {
    ChatTemplate template =
        ChatTemplate.parse(
            "chat", "{% if enable_thinking %}{{ m['tool_calls'] ~ m.role }}{% endif %}");
    assertThat(template.mentions("enable_thinking")).isTrue();
    assertThat(template.mentions("tool_calls")).isTrue();
    assertThat(template.mentions("role")).isTrue();
    assertThat(template.mentions("tools")).isFalse();
  }

  @Test
  void rendersAHundredMessagesInAFewMilliseconds() throws java.io.IOException {
    ChatTemplate template =
        ChatTemplate.parse("qwen", TemplateFixturesTest.resource("Qwen-Qwen3-0.6B.jinja"));
    List<Map<String, Object>> messages = new java.util.ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String role = i % 2 == 0 ? "user" : "assistant";
      messages.add(Map.of("role", role, "content", "<think>\nhm\n</think>\n\nWort ".repeat(20)));
    }
    Map<String, Object> variables = Map.of("messages", messages, "add_generation_prompt", true);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long start = System.nanoTime();
      template.render(variables);
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.println("TemplateErrorTest: 100 messages in " + best / 1000 + " us");
    assertThat(best).isLessThan(5_000_000L);
  }
}
