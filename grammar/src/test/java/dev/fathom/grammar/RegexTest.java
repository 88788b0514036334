package dev.fathom.grammar;

import static dev.fathom.grammar.Walks.accepts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RegexTest {
  private static final String[] ATOMS = {
    "a",
    "b",
    "c",
    "é",
    "日",
    "[ab]",
    "[^a]",
    "[a-c]",
    "\\d",
    "\\w",
    "\\D",
    ".",
    "\\.",
    "[^\\d\\s]",
    "\\x61",
    "\\u00e9",
    "\\p{L}",
    "\\P{Lu}",
    "[\\p{Nd}x-z]",
    "(?:ab)",
    "1"
  };
  private static final String[] QUANTIFIERS = {
    "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "{1,40}", ""
  };
  private static final String[] LETTERS = {
    "a", "b", "c", "é", "日", "1", "9", ".", "x", "A", "\n", "😀"
  };

  @Test
  void agreesWithJavaOnRandomPatternsAndTexts() {
    long seed = 20261122;
    Random random = new Random(seed);
    int matches = 0;
    for (int i = 0; i < 1500; i++) {
      String pattern = pattern(random, 3);
      Pattern oracle = Pattern.compile(pattern);
      Grammar grammar = Grammar.regex(pattern);
      for (int j = 0; j < 20; j++) {
        String text = text(random);
        boolean wanted = oracle.matcher(text).matches();
        matches += wanted ? 1 : 0;
        assertThat(accepts(grammar, text))
            .as("seed %d: '%s' on '%s'", seed, pattern, text)
            .isEqualTo(wanted);
      }
    }
    assertThat(matches).as("matching texts").isGreaterThan(1000);
  }

  @Test
  void writesOnlyTextsThatJavaMatches() {
    long seed = 7;
    Random random = new Random(seed);
    int finished = 0;
    for (int i = 0; i < 300; i++) {
      String pattern = pattern(random, 3);
      GrammarMatcher matcher = new GrammarMatcher(Grammar.regex(pattern), Walks.VOCABULARY);
      java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
      int id = Walks.draw(matcher.allowed(), random);
      for (int n = 0; n < 60 && id != Walks.END; n++) {
        assertThat(matcher.accept(id)).isTrue();
        text.writeBytes(Walks.TOKENS.bytes(id));
        id = Walks.draw(matcher.allowed(), random);
      }
      if (id == Walks.END) {
        String written = text.toString(java.nio.charset.StandardCharsets.UTF_8);
        finished++;
        assertThat(Pattern.matches(pattern, written))
            .as("seed %d: '%s' wrote '%s'", seed, pattern, written)
            .isTrue();
      }
    }
    assertThat(finished).isGreaterThan(200);
  }

  @Test
  void takesAnchorsOnlyAtTheEnds() {
    assertThat(accepts(Grammar.regex("^ab$|^c"), "ab")).isTrue();
    assertThat(accepts(Grammar.regex("^ab$|^c"), "c")).isTrue();
    assertThat(accepts(Grammar.regex("^ab$|^c"), "cc")).isFalse();
  }

  @Test
  void namesWhatIsNotRegular() {
    Map<String, String> refused =
        Map.ofEntries(
            Map.entry("a(?=b)", "look-ahead"),
            Map.entry("(?<!a)b", "look-behind"),
            Map.entry("(a)\\1", "back-reference"),
            Map.entry("\\ba", "word boundary"),
            Map.entry("a^b", "anchor '^'"),
            Map.entry("a$b", "anchor '$'"),
            Map.entry("(a", "ends inside a group"),
            Map.entry("a)", "without its '('"),
            Map.entry("*a", "nothing to repeat"),
            Map.entry("a{3,1}", "at least 3 and at most 1"),
            Map.entry("[b-a]", "end lies before"),
            Map.entry("\\p{Nonsense}", "\\p{Nonsense}"),
            Map.entry("\\q", "'\\q'"),
            Map.entry("\\ud800", "half a surrogate pair"),
            Map.entry("[a", "ends too early"),
            Map.entry("(?i)a", "'(?i'"),
            Map.entry("a{9999999}", "counts further"),
            Map.entry("[]", "no text belongs"));
    refused.forEach(
        (pattern, what) ->
            assertThatThrownBy(() -> Grammar.regex(pattern))
                .as(pattern)
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(what)
                .hasMessageNotContaining("\n"));
  }

  private static String pattern(Random random, int depth) {
    StringBuilder out = new StringBuilder();
    int alternatives = random.nextInt(4) == 0 ? 2 : 1;
    for (int i = 0; i < alternatives; i++) {
      out.append(i == 0 ? "" : "|");
      for (int j = random.nextInt(4); j >= 0; j--) {
        boolean group = depth > 0 && random.nextInt(4) == 0;
        out.append(
            group ? "(" + pattern(random, depth - 1) + ")" : ATOMS[random.nextInt(ATOMS.length)]);
        out.append(random.nextInt(3) == 0 ? QUANTIFIERS[random.nextInt(QUANTIFIERS.length)] : "");
      }
    }
    return out.toString();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int letters = 1 + random.nextInt(LETTERS.length);
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(LETTERS[random.nextInt(letters)]);
    }
    return text.toString();
  }
}
