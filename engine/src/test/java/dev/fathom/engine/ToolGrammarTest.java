package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.grammar.Grammar;
import dev.fathom.grammar.GrammarMatcher;
import dev.fathom.grammar.GrammarVocabulary;
import dev.fathom.testing.ByteTokenizer;
import dev.fathom.text.ToolCallFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolGrammarTest {
  private static final GrammarVocabulary VOCABULARY =
      GrammarVocabulary.of(new ByteTokenizer(), ByteTokenizer.SIZE, Set.of(ByteTokenizer.END));
  private static final List<ToolGrammar.Tool> TOOLS =
      List.of(
          new ToolGrammar.Tool(
              "weather",
              """
              {"type": "object", "properties": {"city": {"type": "string"}},
               "required": ["city"], "additionalProperties": false}"""),
          new ToolGrammar.Tool("time", "{\"type\": \"object\", \"properties\": {}}"));

  private static String call(ToolCallFormat format, String name, String arguments) {
    return format.before(name) + arguments + format.after();
  }

  @ParameterizedTest
  @EnumSource
  void requiresACallOfAKnownToolWithValidArguments(ToolCallFormat format) {
    Grammar grammar = new ToolGrammar(TOOLS, format).required(3);
    String weather = call(format, "weather", "{\"city\": \"Rome\"}");
    assertThat(matches(grammar, format.opening() + weather + format.closing())).isTrue();
    String other = call(format, "mail", "{\"city\": \"Rome\"}");
    assertThat(matches(grammar, format.opening() + other + format.closing())).isFalse();
    String wrong = call(format, "weather", "{\"city\": 7}");
    assertThat(matches(grammar, format.opening() + wrong + format.closing())).isFalse();
    String missing = call(format, "weather", "{}");
    assertThat(matches(grammar, format.opening() + missing + format.closing())).isFalse();
    assertThat(matches(grammar, "It rains.")).isFalse();
    assertThat(matches(grammar, "")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void allowsAsManyCallsAsAskedForWhereTheFormatHasThem(ToolCallFormat format) {
    String call = call(format, "weather", "{\"city\": \"Rome\"}");
    String two = format.opening() + call + format.separator() + call + format.closing();
    ToolGrammar grammar = new ToolGrammar(TOOLS, format);
    assertThat(matches(grammar.required(2), two)).isEqualTo(format.parallel());
    assertThat(matches(grammar.required(1), two)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void namesTheToolToCall(ToolCallFormat format) {
    Grammar grammar = new ToolGrammar(TOOLS, format).named("weather");
    String weather = call(format, "weather", "{\"city\": \"Rome\"}");
    assertThat(matches(grammar, format.opening() + weather + format.closing())).isTrue();
    String time = call(format, "time", "{}");
    assertThat(matches(grammar, format.opening() + time + format.closing())).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheModelFreeUntilItCalls(ToolCallFormat format) {
    Grammar grammar = new ToolGrammar(TOOLS, format).free(3);
    assertThat(matches(grammar, "It rains in {Rome}, I think.")).isTrue();
    assertThat(matches(grammar, "")).isTrue();
    String weather = call(format, "weather", "{\"city\": \"Rome\"}");
    String calls = format.opening() + weather + format.closing();
    assertThat(matches(grammar, calls)).isTrue();
    assertThat(matches(grammar, "Let me look.\n" + calls)).isTrue();
    String other = call(format, "mail", "{\"city\": \"Rome\"}");
    assertThat(matches(grammar, format.opening() + other + format.closing())).isFalse();
    String wrong = call(format, "weather", "{\"town\": \"Rome\"}");
    assertThat(matches(grammar, format.opening() + wrong + format.closing())).isFalse();
    // a call that was begun must be finished
    assertThat(matches(grammar, calls.substring(0, calls.length() - 1))).isFalse();
  }

  @Test
  void refusesAToolThatIsNotThere() {
    assertThatThrownBy(() -> new ToolGrammar(TOOLS, ToolCallFormat.QWEN).named("mail"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tool 'mail' is to be called, but the tools are [weather, time]");
    assertThatThrownBy(() -> new ToolGrammar(List.of(), ToolCallFormat.QWEN))
        .hasMessageContaining("at least one tool");
  }

  private static boolean matches(Grammar grammar, String text) {
    GrammarMatcher matcher = new GrammarMatcher(grammar, VOCABULARY);
    for (int id : ByteTokenizer.ids(text)) {
      if (!matcher.accept(id)) {
        return false;
      }
    }
    return matcher.complete();
  }
}
