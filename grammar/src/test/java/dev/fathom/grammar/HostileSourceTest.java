package dev.fathom.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Grammars from strangers: whatever they are, they are served or refused, soon.
class HostileSourceTest {
  private static final List<String> PATTERNS =
      List.of(
          "(a|b[^c-e]{2,3})*\\d+(?:x|y)?$",
          "^[\\w.-]+@\\w+\\.[a-z]{2,}$",
          "\\u00e9|\\p{L}\\x41(?<n>z)");
  private static final List<String> GBNF =
      List.of(
          "root ::= a b* | \"x\" # c\na ::= [a-z]{1,3} (\n \"(\" a \")\" )?\nb ::= . | a",
          "root ::= \"\\x41\\n\" [^\\]0-9]+ root?\n");
  private static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"},\"b\":{\"enum\":[1,\"z\"]}},"
              + "\"required\":[\"a\"],\"additionalProperties\":false,\"$defs\":{\"x\":{\"anyOf\":["
              + "{\"type\":\"string\",\"maxLength\":9},{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}]}}}",
          "{\"allOf\":[{\"type\":\"integer\",\"minimum\":3},{\"maximum\":10.5}],\"title\":\"t\"}",
          "{\"oneOf\":[{\"type\":\"null\"},{\"prefixItems\":[true],\"minItems\":1,\"type\":\"array\"}]}",
          "{\"type\":[\"string\",\"number\"],\"pattern\":\"^a+(b|c){2}$\",\"exclusiveMinimum\":-1e3}");

  private static final String SIGNS = "()[]{}|*+?\\\"^$#.:=,0919-e \n😀";

  @Test
  void mutatedSourcesAreServedOrRefusedInOneLine() {
    long seed = 4;
    Random random = new Random(seed);
    AtomicInteger served = new AtomicInteger();
    Assertions.assertTimeout(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            int kind = i % 3;
            List<String> seeds = kind == 0 ? PATTERNS : kind == 1 ? GBNF : SCHEMAS;
            String source = mutated(seeds.get(random.nextInt(seeds.size())), random);
            Function<String, Grammar> maker =
                kind == 0 ? Grammar::regex : kind == 1 ? Grammar::gbnf : Grammar::jsonSchema;
            served.addAndGet(tried(maker, source) ? 1 : 0);
          }
        });
    assertThat(served.get()).as("served, seed %d", seed).isBetween(2_000, 18_000);
  }

  @Test
  void largeAndTwistedSourcesEndSoon() {
    String deep = "[".repeat(100_000);
    String groups = "(".repeat(5_000) + "a" + ")".repeat(5_000);
    String words =
        IntStream.range(0, 12_000)
            .mapToObj(i -> "\"word" + i * 7919 + "\"")
            .collect(Collectors.joining(","));
    String doubling =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                        .formatted(i, i + 1, i + 1))
            .collect(Collectors.joining(","));
    String chain =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "\"d%d\":{\"$ref\":\"#/$defs/d%d\"}".formatted(i, i + 1))
            .collect(Collectors.joining(","));
    String rules =
        IntStream.range(0, 30)
            .mapToObj(i -> "r%d ::= r%d | r%d\n".formatted(i, i + 1, i + 1))
            .collect(Collectors.joining());
    Assertions.assertTimeout(
        Duration.ofMinutes(1),
        () -> {
          assertThat(tried(Grammar::jsonSchema, deep)).isFalse();
          assertThat(tried(Grammar::regex, groups)).isFalse();
          assertThat(tried(Grammar::gbnf, "root ::= " + groups)).isFalse();
          assertThat(tried(Grammar::jsonSchema, "{\"enum\":[" + words + "]}")).isTrue();
          assertThat(
                  tried(
                      Grammar::jsonSchema,
                      "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
                          + doubling
                          + ",\"d40\":{\"type\":\"null\"}}}"))
              .isFalse();
          assertThat(
                  tried(
                      Grammar::jsonSchema,
                      "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
                          + chain
                          + ",\"d5000\":{\"type\":\"null\"}}}"))
              .isTrue();
          assertThat(tried(Grammar::gbnf, "root ::= r0\n" + rules + "r30 ::= \"a\"")).isTrue();
          assertThat(
                  tried(
                      Grammar::gbnf,
                      "root ::= r0 | \"x\"\n" + rules.replace(" | ", " ") + "r30 ::= \"\""))
              .isFalse();
          assertThat(tried(Grammar::regex, "(a{1000}){1000}")).isTrue();
          tried(Grammar::regex, "((a{1,900}){1,900}){1,900}");
          tried(Grammar::regex, "(a?){5000}a{5000}");
          assertThat(tried(Grammar::regex, "((a*)*)*b")).isTrue();
          assertThat(tried(Grammar::regex, "a{1000000}")).isFalse();
          tried(Grammar::regex, "(\\p{L}|\\p{N}){1,200}".repeat(20));
          assertThat(tried(Grammar::regex, "x".repeat(300_000))).isFalse();
        });
  }

  /// Whether `source` is served: made and walked a little.
  private static boolean tried(Function<String, Grammar> maker, String source) {
    String start = source.length() > 300 ? source.substring(0, 300) : source;
    try {
      GrammarMatcher matcher = new GrammarMatcher(maker.apply(source), Walks.VOCABULARY);
      Random random = new Random(source.hashCode());
      for (int n = 0; n < 6 && !matcher.finished(); n++) {
        int id = Walks.draw(matcher.allowed(), random);
        assertThat(matcher.accept(id)).as(start).isTrue();
      }
      return true;
    } catch (GrammarException e) {
      assertThat(e.getMessage()).as(start).isNotBlank().doesNotContain("\n");
      return false;
    }
  }

  private static String mutated(String source, Random random) {
    StringBuilder text = new StringBuilder(source);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end));
        case 2 -> text.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
        default -> text.replace(at, end, String.valueOf(random.nextInt(100_000)));
      }
      if (text.isEmpty()) {
        text.append('x');
      }
    }
    return text.toString();
  }
}
