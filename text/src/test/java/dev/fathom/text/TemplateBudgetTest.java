package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No template can loop, recurse or allocate without end, and the error says which budget it was.
class TemplateBudgetTest {
  private static String render(String source) {
    return ChatTemplate.parse("t", source).render(Map.of());
  }

  private static void assertStops(String source, String budget) {
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("template 't', line 1, column ")
        .hasMessageContaining(budget + " budget exceeded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{{ range(1000000000000)|length }}",
        "{{ range(0, -9223372036854775807, -1)|list }}",
        "{{ [1, 2] * 1000000000 }}",
        "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}",
        "{% set x = 'ab' * 2000000 %}{% for i in range(99) %}{{ x in x ~ 'c' }}{% endfor %}",
        "{% set x = 'a' * 4000000 %}{% for i in range(99999) %}{{ x|upper|length }}{% endfor %}",
        "{% set x = 'a' * 4000000 %}{% for i in range(99999) %}{{ x == x ~ '' }}{% endfor %}",
        "{{ ('a' * 4000000)|list|length }}{{ ('a' * 4000000)|list|length }}"
      })
  void stopsWhatTakesTooManySteps(String source) {
    assertStops(source, "step");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' * 9223372036854775807 }}",
        "{% set x = 'a' * 4000000 %}{{ x }}{{ x }}",
        "{% set x = 'a' * 4000000 %}{{ x ~ x }}",
        "{% set x = 'a' * 4000000 %}{{ x + x }}",
        "{{ ('a' * 4000)|replace('', 'b' * 4000) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'x'.center(999999999) }}",
        "{{ 'x'.zfill(999999999) }}",
        "{{ 'x'|indent(999999999, true) }}",
        "{{ [[1]]|tojson(indent=999999999) }}",
        "{% set x %}{% for i in range(99999) %}0123456789012345678901234567890123456789012345{% endfor %}{% endset %}"
      })
  void stopsWhatWritesTooMuch(String source) {
    assertStops(source, "output");
  }

  @Test
  void stopsRecursion() {
    assertStops("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "depth");
    String inside = "{% if true %}".repeat(40) + "{{ [[[m()]]] }}" + "{% endif %}".repeat(40);
    assertStops("{% macro m() %}" + inside + "{% endmacro %}{{ m() }}", "depth");
    String nest = "{% set n = namespace(l=[]) %}{% for i in range(9999) %}{% set n.l = [n.l] %}";
    assertStops(nest + "{% endfor %}{{ n.l }}", "depth");
    assertStops(nest + "{% endfor %}{{ n.l|tojson }}", "depth");
    assertStops(nest + "{% endfor %}{{ n.l == [n.l] }}", "depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "(#)",
        "[#]",
        "{1:#}",
        "`not `#``",
        "-#``",
        "`1 if 1 else `#``",
        "a[#]",
        "a(#)",
        "a|d(#)"
      })
  void refusesDeepNestingInTheSource(String open, String close) {
    int depth = 50_000;
    String source = "{{ " + open.repeat(depth) + "1" + close.repeat(depth) + " }}";
    assertThatThrownBy(() -> ChatTemplate.parse("t", source))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("depth budget exceeded: more than 64 levels of nesting");
  }

  @Test
  void refusesDeepNestingOfBlocks() {
    String source = "{% if 1 %}".repeat(40_000) + "{% endif %}".repeat(40_000);
    assertThatThrownBy(() -> ChatTemplate.parse("t", source))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("depth budget exceeded: more than 64 levels of nesting");
  }

  @Test
  void takesLongChainsThatAreNotDeep() {
    assertThat(render("{{ 0" + " + 1".repeat(10_000) + " }}")).isEqualTo("10000");
    assertThat(render("{{ 'a'" + "|upper".repeat(10_000) + " }}")).isEqualTo("A");
    assertThat(render("{{ true" + " and true".repeat(10_000) + " }}")).isEqualTo("True");
  }

  @Test
  void refusesSourcesOfMoreThanAMebibyte() {
    assertThatThrownBy(() -> ChatTemplate.parse("t", "x".repeat((1 << 20) + 1)))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template 't' has 1048577 characters, at most 1048576 are read");
  }

  @Test
  void refusesInputDeeperThanItsValuesMayBe() {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) list = new ArrayList<>(List.of(list));
    Map<String, Object> variables = Map.of("x", list);
    ChatTemplate template = ChatTemplate.parse("t", "{{ x }}");
    assertThatThrownBy(() -> template.render(variables))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("values more than 128 levels deep");
  }

  @Test
  void stopsWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> render("{% for i in range(100000) %}{% endfor %}"))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("rendering was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void fitsTheStackOfAVirtualThread() throws InterruptedException {
    String inside =
        "{% if true %}".repeat(20) + "{{ [[[[[m(n - 1)]]]]]|map('first')|list if n else 'end' }}";
    String source =
        "{% macro m(n) %}" + inside + "{% endif %}".repeat(20) + "{% endmacro %}{{ m(14) }}";
    List<String> outcome = new ArrayList<>();
    Thread.ofVirtual().start(() -> outcome.add(render(source))).join();
    assertThat(outcome).hasSize(1).first().asString().contains("end");
  }
}
