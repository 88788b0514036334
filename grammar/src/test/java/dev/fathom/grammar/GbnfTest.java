package dev.fathom.grammar;

import static dev.fathom.grammar.Walks.accepts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GbnfTest {
  // the grammar of JSON as llama.cpp's users write it: comments, groups over lines, escapes
  private static final String JSON =
      """
      # JSON
      root   ::= object
      value  ::= object | array | string | number | ("true" | "false" | "null") ws

      object ::=
        "{" ws (
                  string ":" ws value
          ("," ws string ":" ws value)*
        )? "}" ws

      array  ::= "[" ws ( value ("," ws value)* )? "]" ws

      string ::=
        "\\"" (
          [^"\\\\\\x7F\\x00-\\x1F] |
          "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}) # escapes
        )* "\\"" ws

      number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
      ws ::= | " " | "\\n" [ \\t]{0,20}
      """;

  @Test
  void readsTheWholeNotation() {
    Grammar json = Grammar.gbnf(JSON);
    assertThat(accepts(json, "{\"a\": [1, -2.5e3, \"\\u00e9é\\\"\"], \"b\":{}}")).isTrue();
    assertThat(accepts(json, "{\"a\": [1, }")).isFalse();
    assertThat(accepts(json, "[1]")).isFalse();
  }

  @Test
  void countsAndNegatesAndEscapes() {
    Grammar grammar =
        Grammar.gbnf(
            "root ::= \"\\x41\\u00e9\\U0001F600\" [^a-c\\]]{2,3} .? other+\nother ::= \"-\"{,2} \"!\"");
    assertThat(accepts(grammar, "Aé😀xy!")).isTrue();
    assertThat(accepts(grammar, "Aé😀xyz日--!-!")).isTrue();
    assertThat(accepts(grammar, "Aé😀ay!")).isFalse();
    assertThat(accepts(grammar, "Aé😀xy-----!")).isFalse();
  }

  @Test
  void readsRightRecursionAndHarmlessCircles() {
    Grammar list =
        Grammar.gbnf("root ::= item root | item\nitem ::= (\"a\"*)* \"b\" | (\"\")* \"c\"");
    assertThat(accepts(list, "aabcb")).isTrue();
    assertThat(accepts(list, "aa")).isFalse();
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    Map<String, String> refused =
        Map.ofEntries(
            Map.entry("root ::= root \"a\"", "left recursion"),
            Map.entry("root ::= b? c\nb ::= \"x\"\nc ::= b? root", "left recursion"),
            Map.entry("root ::= \"a\" root", "no text belongs"),
            Map.entry("root ::= other", "'other', which is not there"),
            Map.entry("a ::= \"a\"", "no rule 'root'"),
            Map.entry("root ::= \"a", "ends too early"),
            Map.entry("root ::= (\"a\"", "')' must come"),
            Map.entry("root ::= \"\\q\"", "'\\q'"),
            Map.entry("root ::= [b-a]", "end lies before"),
            Map.entry("root = \"a\"", "'::=' must come"),
            Map.entry("root ::= \"a\"\nroot ::= \"b\"", "twice"),
            Map.entry("root ::= <think>", "refers to a token"),
            Map.entry("root ::= \"a\"{3,2}", "at least 3 and at most 2"),
            Map.entry("root ::= \"a\"\n)", "line 2, character 1"));
    refused.forEach(
        (source, what) ->
            assertThatThrownBy(() -> Grammar.gbnf(source))
                .as(source)
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(what)
                .hasMessageNotContaining("\n"));
  }
}
