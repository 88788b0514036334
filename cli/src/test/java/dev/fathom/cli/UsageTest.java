package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private static final List<String> VERBS =
      List.of(
          "ask",
          "chat",
          "inspect",
          "tokenize",
          "render",
          "logits",
          "bench",
          "perplexity",
          "convert",
          "export");

  @Test
  void listsEveryVerbInHelp() {
    Outcome outcome = Stage.run("--help");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    VERBS.forEach(verb -> assertThat(outcome.out()).containsPattern("(?m)^  " + verb + " "));
    assertThat(outcome.out()).contains("130").doesNotContain("\u001b");
  }

  @Test
  void saysHelpAndVersionOnStandardOutput() {
    assertThat(Stage.run("help")).isEqualTo(Stage.run("--help"));
    assertThat(Stage.run("help", "ask")).isEqualTo(Stage.run("ask", "--help"));
    assertThat(Stage.run("--version").out()).startsWith("fathom ").doesNotContain("$");
  }

  @Test
  void helpsInGermanByLocale() {
    assertThat(Stage.runGerman("--help").out()).contains("Aufruf:").contains("Befehle:");
    for (String verb : VERBS) {
      Outcome german = Stage.runGerman(verb, "--help");
      assertThat(german.code()).isZero();
      assertThat(german.out()).contains("Diese Hilfe zeigen.").doesNotContain("Usage:");
      assertThat(Stage.run(verb, "--help").out()).contains("Show this help.");
    }
  }

  /// picocli prints an option without its text where the bundle lacks its key.
  @Test
  void describesEveryOption() {
    for (String verb : VERBS) {
      assertThat(Stage.run(verb, "--help").out().lines())
          .filteredOn(line -> line.matches("^ {2,6}-.*"))
          .isNotEmpty()
          .allMatch(line -> line.matches(".*\\s{2,}\\S.*[a-z].*"), "has a text");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "--nonsense",
        "ask --nonsense x",
        "ask --temp warm x",
        "ask --temp -1 x",
        "ask --top-p 0 x",
        "ask --max-tokens 0 x",
        "ask --threads 0 x",
        "ask --kernels quantum x",
        "ask --context 1 x",
        "ask --cache q4_0 x",
        "logits --ids 1 --cache F16",
        "bench --cache auto",
        "bench -d 5-3",
        "ask",
        "logits",
        "logits --ids 1 --chunk 0",
        "perplexity",
        "bench -r 0",
        "bench -p -5",
        "inspect a --model b",
        "tokenize --model a --tokenizer b",
        "render --model a --template b"
      })
  void refusesWrongUsageWithOneLineAndExitsTwo(String line) {
    Outcome outcome = Stage.run(line.split(" "));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("fathom: ");
  }

  @Test
  void printsHelpToStandardErrorWithoutAnyWord() {
    Outcome outcome = Stage.run();
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("Usage:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ask --model /no/such x",
        "chat --model /no/such",
        "inspect /no/such",
        "tokenize --model /no/such",
        "tokenize --tokenizer /no/such.json",
        "render --model /no/such",
        "render --template /no/such.jinja",
        "logits --model /no/such --ids 1",
        "bench --model /no/such",
        "perplexity --model /no/such --file /dev/null",
        "perplexity --file /no/such"
      })
  void failsForAMissingFileWithOneLineAndExitsOne(String line) {
    Outcome outcome = Stage.run(line.split(" "));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("fathom: /no/such").contains("no such file");
  }

  @Test
  void saysErrorsInGermanToo() {
    assertThat(Stage.runGerman("inspect", "/no/such").err())
        .isEqualTo("fathom: /no/such: diese Datei gibt es nicht" + System.lineSeparator());
  }

  @Test
  void showsTheStackTraceOnlyWhenAsked() {
    assertThat(Stage.run("inspect", "/no/such").err()).doesNotContain("\tat ");
    assertThat(Stage.run("inspect", "--verbose", "/no/such").err()).contains("\tat ");
  }
}
