package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.cli.Stage.Scene;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Questions to the embedded model.
class AskTest {
  @Test
  void answersAndThinksAloud() {
    Outcome outcome = Stage.run("ask", "What is 47 + 85?", "--temp", "0");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEqualTo("132" + System.lineSeparator());
    assertThat(outcome.err()).contains("=132").doesNotContain("\u001b");
    assertThat(outcome.errLines().getLast())
        .matches(
            "16 prompt \\+ 39 new tokens \\(34 thinking\\), [0-9.]+ tokens/s, first token .* s, [0-9.]+ m?J \\((estimated|measured)\\)");
  }

  @Test
  void answersInGermanToo() {
    Outcome outcome = Stage.runGerman("ask", "Was ist 47 + 85?", "--temp", "0", "--hide-thinking");
    assertThat(outcome.out().strip()).isEqualTo("132");
    assertThat(outcome.errLines()).singleElement().asString().contains("Token Eingabe");
  }

  @Test
  void readsTheQuestionFromAPipe() {
    String question = "What is 47 + 85?\n";
    Outcome dash = Stage.pipe(question, "ask", "-", "--temp", "0");
    Outcome none = Stage.pipe(question, "ask", "--temp", "0");
    Outcome words = Stage.run("ask", "--temp", "0", "What", "is", "47", "+", "85?");
    assertThat(dash.out().strip()).isEqualTo("132");
    assertThat(none.out()).isEqualTo(dash.out());
    assertThat(words.out()).isEqualTo(dash.out());
  }

  @Test
  void printsOneJsonObjectOfThePromisedShape() {
    Outcome outcome = Stage.run("ask", "--json", "--temp", "0", "What is 47 + 85?");
    assertThat(outcome.err()).isEmpty();
    JsonNode json = JsonMapper.shared().readTree(outcome.out());
    assertThat(json.propertyNames())
        .containsExactly(
            "model", "thinking", "answer", "finish_reason", "usage", "timing", "receipt");
    JsonNode receipt = json.get("receipt");
    assertThat(receipt.get("energy_source").asString()).isIn("measured", "estimated");
    assertThat(receipt.get("energy_joules").asDouble()).isPositive();
    assertThat(receipt.get("energy_detail").asString()).isNotBlank();
    assertThat(receipt.get("cpu_seconds").asDouble()).isPositive();
    assertThat(receipt.get("co2_grams").asDouble()).isPositive();
    assertThat(json.get("usage").propertyNames())
        .containsExactly("prompt_tokens", "thinking_tokens", "completion_tokens");
    assertThat(json.get("timing").propertyNames())
        .containsExactly(
            "load_ms", "first_token_ms", "prefill_tokens_per_second", "decode_tokens_per_second");
    assertThat(json.get("answer").asString()).isEqualTo("132");
    assertThat(json.get("thinking").asString()).endsWith("=132");
    assertThat(json.get("finish_reason").asString()).isEqualTo("stop");
    assertThat(json.get("usage").get("completion_tokens").asInt()).isEqualTo(39);
    assertThat(json.get("timing").get("decode_tokens_per_second").asDouble()).isPositive();
  }

  @Test
  void repeatsItselfUnderOneSeed() {
    String[] call = {"ask", "--json", "--temp", "1.5", "--seed", "7", "What is 912 * 37?"};
    JsonNode first = JsonMapper.shared().readTree(Stage.run(call).out());
    JsonNode again = JsonMapper.shared().readTree(Stage.run(call).out());
    assertThat(again.get("thinking")).isEqualTo(first.get("thinking"));
    assertThat(again.get("answer")).isEqualTo(first.get("answer"));
  }

  @Test
  void saysThatAnAnswerWasCut() {
    Outcome outcome = Stage.run("ask", "--temp", "0", "--max-tokens", "5", "What is 47 + 85?");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains("fathom: the answer was cut at --max-tokens");
    Outcome full = Stage.run("ask", "--temp", "0", "--context", "20", "What is 47 + 85?");
    assertThat(full.err()).contains("fathom: the context is full");
  }

  @Test
  void refusesAPromptLongerThanTheContext() {
    Outcome outcome = Stage.run("ask", "--context", "10", "What is 47 + 85?");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errLines()).singleElement().asString().contains("16").contains("10");
    assertThat(Stage.run("ask", "--context", "100000", "x").code()).isEqualTo(1);
  }

  @Test
  void dimsTheThoughtOnATerminalOnly() {
    byte[] nothing = new byte[0];
    String[] call = {"ask", "--temp", "0", "What is 3 + 4?"};
    Map<String, String> plain = Map.of();
    Outcome terminal = new Scene(nothing, Locale.ENGLISH, Set.of(0, 1, 2), plain).run(call);
    assertThat(terminal.err()).contains("\u001b[2m");
    assertThat(terminal.out()).isEqualTo("7" + System.lineSeparator());
    Map<String, String> noColour = Map.of("NO_COLOR", "1");
    Outcome pale = new Scene(nothing, Locale.ENGLISH, Set.of(0, 1, 2), noColour).run(call);
    assertThat(pale.err()).contains("3+4=7").doesNotContain("\u001b");
  }

  @Test
  void keepsAConversationInAPipe() {
    String script =
        """
        What is 47 + 85?
        /regen
        /set temp cold
        /nonsense
        /clear
        \"""
        What is 3 + 4?
        \"""
        /bye
        never read
        """;
    Outcome outcome = Stage.pipe(script, "chat", "--temp", "0", "--hide-thinking");
    assertThat(outcome.out().lines()).containsExactly("132", "132", "7");
    assertThat(outcome.err())
        .contains("fathom: temp wants a number, got 'cold'")
        .contains("fathom: there is no command '/nonsense'")
        .contains("conversation forgotten");
    assertThat(outcome.code()).as("a turn failed and nobody saw it").isEqualTo(1);
  }

  @Test
  void answersEveryTurnWithJsonWhenAsked() {
    Outcome outcome = Stage.pipe("What is 3 + 4?\n/regen\n", "chat", "--json", "--temp", "0");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .hasSize(2)
        .allMatch(line -> JsonMapper.shared().readTree(line).get("answer").asString().equals("7"));
  }

  @Test
  void leavesAPipedConversationAtItsEnd() {
    byte[] script = "What is 3 + 4?".getBytes(StandardCharsets.UTF_8);
    Outcome outcome = Stage.pipe(script, "chat", "--temp", "0");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().strip()).isEqualTo("7");
  }
}
