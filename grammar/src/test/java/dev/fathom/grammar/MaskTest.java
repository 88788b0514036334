package dev.fathom.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskTest {
  private static final List<Grammar> GRAMMARS =
      List.of(
          Grammar.jsonObject(),
          Grammar.jsonSchema(
              """
              {"type": "object", "properties": {
                "é": {"type": "string", "minLength": 2, "maxLength": 40},
                "b": {"enum": ["ab", "abc", "aaaa", 12, true]},
                "c": {"type": "array", "items": {"$ref": "#"}, "maxItems": 2},
                "d": {"type": "string", "pattern": "^(ab|a{1,3})*$"}},
               "required": ["b"], "additionalProperties": {"type": "number", "minimum": 0.5}}"""),
          Grammar.regex("(a|ab|abc)*(é|[😀-😅]|x\\w)?.{0,45}"),
          Grammar.regex("(?:(?:a{1,3}b?){2,5}|the [a-z ]{3,80})+"),
          Grammar.gbnf("root ::= \"[\" (root | [^\\]\\[])* \"]\" | \"ab\" root?"),
          Grammar.triggered(
              Map.of(
                  "<call>",
                  Grammar.sequence(List.of(Grammar.jsonObject(), Grammar.literal("</call>"))))),
          Grammar.repeat(Grammar.regex("[ab]{1,35}"), "<call>", 3));

  @Test
  void allowsExactlyTheTokensWhoseBytesCanBeTaken() {
    long seed = 99;
    Random random = new Random(seed);
    for (Grammar grammar : GRAMMARS) {
      for (int walk = 0; walk < 12; walk++) {
        GrammarMatcher matcher = new GrammarMatcher(grammar, Walks.VOCABULARY);
        for (int n = 0; n < 50 && !matcher.finished(); n++) {
          long[] mask = matcher.allowed().clone();
          for (int id = 0; id < Walks.VOCABULARY.size(); id++) {
            boolean wanted = bruteForce(matcher, id);
            assertThat(Walks.isAllowed(mask, id)).as("seed %d, id %d", seed, id).isEqualTo(wanted);
            assertThat(matcher.copy().accept(id)).as("id %d", id).isEqualTo(wanted);
          }
          int next = Walks.draw(mask, random);
          assertThat(matcher.accept(next)).isTrue();
        }
      }
    }
  }

  // specials are looked at apart, by what this test's grammars say about the one there is
  private static boolean bruteForce(GrammarMatcher matcher, int id) {
    if (id == Walks.END) {
      return matcher.complete();
    }
    if (id == Walks.CALL) {
      return matcher.copy().accept(id);
    }
    if (id > Walks.END) {
      return false;
    }
    GrammarMatcher copy = matcher.copy();
    for (byte b : Walks.TOKENS.bytes(id)) {
      if (!copy.accept(b & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void specialTokensSpellMarksAndNothingElse() {
    GrammarMatcher free = matcher(GRAMMARS.get(5));
    assertThat(free.accept(Walks.CALL)).isTrue();
    assertThat(free.complete()).isFalse();
    assertThat(free.accept('x')).isFalse();
    assertThat(free.accept('{')).isTrue();
    assertThat(free.accept(Walks.CALL)).isFalse();
    assertThat(matcher(Grammar.regex("<call>")).accept(Walks.CALL)).isFalse();
    assertThat(matcher(Grammar.literal("<call>x")).accept(Walks.CALL)).isTrue();
    assertThat(matcher(Grammar.literal("<call")).accept(Walks.CALL)).isFalse();
  }

  @Test
  void freeTextMayEndButNotInsideWhatATriggerBegan() {
    GrammarMatcher matcher = matcher(GRAMMARS.get(5));
    say(matcher, "some <cal text <call>");
    assertThat(matcher.complete()).isFalse();
    assertThat(matcher.accept(Walks.END)).isFalse();
    say(matcher, "{}</call");
    assertThat(matcher.complete()).isFalse();
    say(matcher, "> and <call>{\"a\": 1}</call>");
    assertThat(matcher.complete()).isTrue();
    assertThat(matcher.finished()).isFalse();
    assertThat(matcher.accept(Walks.END)).isTrue();
    assertThat(matcher.finished()).isTrue();
    assertThat(matcher.accept('a')).isFalse();
    assertThat(matcher.allowed()).containsOnly(0L);
  }

  @Test
  void triggersAreSeenWhereTheyOverlap() {
    Grammar grammar =
        Grammar.triggered(
            Map.of(
                "aab",
                Grammar.literal("1"),
                "abb",
                Grammar.literal("2"),
                "ba",
                Grammar.literal("3")));
    assertThat(Walks.accepts(grammar, "aaab1")).isTrue();
    assertThat(Walks.accepts(grammar, "aaabb")).isFalse();
    assertThat(Walks.accepts(grammar, "abb2abb2")).isTrue();
    assertThat(Walks.accepts(grammar, "bba3aab1ab")).isTrue();
    assertThat(Walks.accepts(grammar, "bbaaab1")).isFalse();
  }

  @Test
  void charactersMayBeCutBetweenTokens() {
    GrammarMatcher matcher =
        matcher(Grammar.jsonSchema("{\"type\": \"string\", \"maxLength\": 1}"));
    assertThat(matcher.accept('"')).isTrue();
    assertThat(matcher.accept(0xF0)).isTrue();
    assertThat(matcher.accept('"')).isFalse();
    assertThat(matcher.accept(0x9F)).isTrue();
    assertThat(matcher.accept(0x98)).isTrue();
    assertThat(matcher.accept(0x80)).isTrue();
    assertThat(matcher.accept('x')).isFalse();
    assertThat(matcher.accept('"')).isTrue();
    assertThat(matcher.finished()).isTrue();
  }

  @Test
  void matchersOfOneGrammarShareTheirMasks() {
    Grammar grammar = Grammar.jsonObject();
    assertThat(grammar.masks(Walks.VOCABULARY)).isSameAs(grammar.masks(Walks.VOCABULARY));
    Position start = grammar.positions().start();
    assertThat(grammar.masks(Walks.VOCABULARY).at(start))
        .isSameAs(grammar.masks(Walks.VOCABULARY).at(start));
  }

  @Test
  void cachesForgetWhatWasUsedLongestAgo() {
    BoundedCache<String, Integer> cache = new BoundedCache<>(10, size -> size);
    cache.keep("a", 4);
    cache.keep("b", 4);
    assertThat(cache.find("a")).isEqualTo(4);
    cache.keep("c", 4);
    assertThat(cache.find("b")).isNull();
    assertThat(cache.find("a")).isEqualTo(4);
    assertThat(cache.bytes()).isEqualTo(8);
  }

  @Test
  void nestsAsDeepAsTheTextGoes() {
    Grammar grammar = Grammar.gbnf("root ::= \"(\" root \")\" | \"x\"");
    assertThat(Walks.accepts(grammar, "(".repeat(3000) + "x" + ")".repeat(3000))).isTrue();
    assertThat(Walks.accepts(grammar, "(".repeat(3000) + "x" + ")".repeat(2999))).isFalse();
  }

  private static GrammarMatcher matcher(Grammar grammar) {
    return new GrammarMatcher(grammar, Walks.VOCABULARY);
  }

  private static void say(GrammarMatcher matcher, String text) {
    for (byte b : Walks.bytes(text)) {
      assertThat(matcher.accept(b & 0xFF)).as(text).isTrue();
    }
  }
}
