package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tokenize` and `render`.
class WordsTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void turnsTextIntoIdsAndBack() {
    Outcome ids = Stage.pipe("What is 47 + 85?", "tokenize");
    assertThat(ids.out().strip()).isEqualTo("95 376 272 40 60 63 408 40 64 61 71");
    assertThat(Stage.pipe(ids.out(), "tokenize", "--decode").out()).isEqualTo("What is 47 + 85?");
    Outcome json = Stage.pipe("What is 47 + 85?", "tokenize", "--json");
    assertThat(json.out().strip()).isEqualTo("[95,376,272,40,60,63,408,40,64,61,71]");
    assertThat(Stage.pipe(json.out(), "tokenize", "--decode", "--json").out().strip())
        .isEqualTo("\"What is 47 + 85?\"");
  }

  @Test
  void keepsEveryCharacterOfTheText() {
    String text = "  Äpfel\t🙂\r\nzwei \n";
    Outcome ids = Stage.pipe(text, "tokenize");
    assertThat(Stage.pipe(ids.out(), "tokenize", "--decode").out()).isEqualTo(text);
  }

  @Test
  void readsAndWritesJsonLineByLine() {
    Outcome ids = Stage.pipe("\"1 + 2\"\n\"\"\n\"a\\nb\"\n", "tokenize", "--jsonl");
    assertThat(ids.code()).isZero();
    assertThat(ids.out().lines()).hasSize(3).allMatch(line -> line.matches("\\[[0-9,]*]"));
    Outcome texts = Stage.pipe(ids.out(), "tokenize", "--jsonl", "--decode");
    assertThat(texts.out()).isEqualTo("\"1 + 2\"\n\"\"\n\"a\\nb\"\n");
  }

  @Test
  void namesTheLineThatIsWrong() {
    assertThat(failure("\"ok\"\nnot json\n", "tokenize", "--jsonl"))
        .startsWith("fathom: line 2: not JSON: ");
    assertThat(failure("\"ok\"\n\"ok\"\n17\n", "tokenize", "--jsonl"))
        .startsWith("fathom: line 3: a JSON string was expected");
    assertThat(failure("[1,99999]\n", "tokenize", "--jsonl", "--decode"))
        .startsWith("fathom: line 1: id 99999 is not in the vocabulary of 512 tokens");
    byte[] broken = {'"', (byte) 0xC3, '"', '\n'};
    assertThat(Stage.pipe(broken, "tokenize", "--jsonl").err())
        .startsWith("fathom: line 1: not UTF-8");
    assertThat(Stage.pipe(broken, "tokenize").err()).startsWith("fathom: not UTF-8");
    String deep = "[".repeat(100_000) + "\n";
    assertThat(failure(deep, "tokenize", "--jsonl", "--decode")).startsWith("fathom: line 1: ");
  }

  @Test
  void rendersTheModelsOwnTemplate() {
    String input =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"add_generation_prompt\":true}";
    String prompt = "<｜begin▁of▁sentence｜><｜User｜>Hi<｜Assistant｜><think>\n";
    assertThat(Stage.pipe(input, "render").out()).isEqualTo(prompt);
    assertThat(Stage.pipe(input, "render", "--bos", "<B>").out()).startsWith("<B><｜User｜>");
    assertThat(Stage.pipe(input, "render", "--json").out()).startsWith("{\"output\":\"<｜begin");
  }

  @Test
  void rendersAtTheTimeItIsTold() throws IOException {
    Path template = Files.writeString(folder.resolve("t.jinja"), "{{ strftime_now('%d %b %Y') }}");
    String file = template.toString();
    Outcome then = Stage.pipe("{}", "render", "--template", file, "--now", "2026-01-02T03:04:05");
    assertThat(then.out()).isEqualTo("02 Jan 2026");
    Outcome never = Stage.pipe("{}", "render", "--template", file, "--now", "yesterday");
    assertThat(never.code()).isEqualTo(2);
  }

  @Test
  void answersEveryLineWithAnOutputOrAnError() throws IOException {
    Path template = Files.writeString(folder.resolve("t.jinja"), "{{ bos_token }}{{ x.upper() }}");
    Outcome outcome =
        Stage.pipe(
            "{\"x\":\"a\"}\n{\"x\":\n[1]\n{\"x\":7}\n{\"x\":\"ü\"}\n",
            "render",
            "--jsonl",
            "--template",
            template.toString(),
            "--bos",
            "^");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().toList())
        .hasSize(5)
        .startsWith("{\"output\":\"^A\"}")
        .endsWith("{\"output\":\"^Ü\"}")
        .satisfies(
            lines -> assertThat(lines.subList(1, 4)).allMatch(l -> l.startsWith("{\"error\":")));
  }

  @Test
  void readsATokenizerWhoseArchitectureItCannotRun() {
    String file = SharedData.path("fixtures/vocabs/ggml-vocab-gpt-2.gguf").toString();
    assertThat(Stage.pipe("Hello world", "tokenize", "--tokenizer", file).out().strip())
        .isEqualTo("15496 995");
  }

  @Test
  void putsTheBosTokenInFrontOnlyWhenAsked() {
    String file = SharedData.path("fixtures/vocabs/ggml-vocab-llama-spm.gguf").toString();
    String plain = Stage.pipe("Hello", "tokenize", "--tokenizer", file).out();
    String special = Stage.pipe("Hello", "tokenize", "--special", "--tokenizer", file).out();
    assertThat(special).isEqualTo("1 " + plain);
  }

  private static String failure(String input, String... arguments) {
    Outcome outcome = Stage.pipe(input, arguments);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errLines()).hasSize(1);
    return outcome.err();
  }
}
