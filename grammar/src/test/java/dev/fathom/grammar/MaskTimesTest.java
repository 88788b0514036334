package dev.fathom.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import dev.fathom.text.Tokenizer;
import dev.fathom.text.Tokenizers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// How long masks take over the 152,000 tokens of Qwen 2.5.
class MaskTimesTest {
  private static final String SCHEMA =
      """
      {"type": "object", "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer", "minimum": 0, "maximum": 130},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "email": {"type": "string", "format": "email"},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 80}, "maxItems": 5},
        "kind": {"enum": ["alpha", "beta", "gamma"]},
        "notes": {"type": "string", "minLength": 1, "maxLength": 500},
        "children": {"type": "array", "items": {"$ref": "#/$defs/child"}}},
       "required": ["name", "age", "score", "email", "tags", "kind", "notes", "children"],
       "additionalProperties": false,
       "$defs": {"child": {"type": "object", "properties": {"name": {"type": "string"},
         "parent": {"anyOf": [{"$ref": "#/$defs/child"}, {"type": "null"}]}},
         "required": ["name", "parent"], "additionalProperties": false}}}""";
  private static final String ANSWER =
      """
      {"name": "Jürgen Müller von der Heide", "age": 42, "score": 0.875,
       "email": "j.mueller@example-host.com",
       "tags": ["kind", "very good \\"friend\\"", "日本語 text", "four"], "kind": "beta",
       "notes": "A longer text with several sentences. It says things, and \\n other things; all \
      of it is plain text that a model might write, with numbers such as 3.14 and names.",
       "children": [{"name": "Ann", "parent": null}, {"name": "Bob", "parent": {"name": "Carl 🎉", \
      "parent": null}}, {"name": "Dora", "parent": {"name": "Emil", "parent": {"name": "Frida", \
      "parent": null}}}]}""";

  @Test
  void masksOfAJsonSchemaAreFoundFasterThanTokensAreComputed() throws IOException {
    Tokenizer tokenizer = qwen();
    int end = tokenizer.id("<|im_end|>").orElseThrow();
    GrammarVocabulary vocabulary = GrammarVocabulary.of(tokenizer, 151_936, Set.of(end));
    int[] answer = tokenizer.encode(ANSWER, false);
    for (int warm = 0; warm < 15; warm++) {
      times(Grammar.jsonSchema(SCHEMA), vocabulary, answer);
    }
    Grammar grammar = Grammar.jsonSchema(SCHEMA);
    double first = report("new grammar", times(grammar, vocabulary, answer));
    double again = report("same grammar again", times(grammar, vocabulary, answer));
    // far above what they are, as other processes disturb; the printed figures count
    assertThat(first).isLessThan(20);
    assertThat(again).isLessThan(2);
  }

  private static Tokenizer qwen() throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(
                SharedData.path("fixtures/tokenizers/qwen2-5/tokenizer.json.gz")))) {
      return Tokenizers.ofJson("tokenizer.json", in.readAllBytes(), null);
    }
  }

  private static long[] times(Grammar grammar, GrammarVocabulary vocabulary, int[] answer) {
    GrammarMatcher matcher = new GrammarMatcher(grammar, vocabulary);
    long[] times = new long[answer.length];
    for (int i = 0; i < answer.length; i++) {
      long before = System.nanoTime();
      long[] mask = matcher.allowed();
      times[i] = System.nanoTime() - before;
      assertThat(Walks.isAllowed(mask, answer[i])).as("token %d", i).isTrue();
      assertThat(matcher.accept(answer[i])).isTrue();
    }
    assertThat(matcher.complete()).isTrue();
    return times;
  }

  /// Prints mean, median, 99th percentile and worst of `times`; returns the mean in ms.
  private static double report(String what, long[] times) {
    Arrays.sort(times);
    double mean = Arrays.stream(times).average().orElse(0) / 1e6;
    System.out.printf(
        "%s: %d masks, mean %.3f ms, median %.3f, p99 %.3f, worst %.3f%n",
        what,
        times.length,
        mean,
        times[times.length / 2] / 1e6,
        times[times.length * 99 / 100] / 1e6,
        times[times.length - 1] / 1e6);
    return mean;
  }
}
