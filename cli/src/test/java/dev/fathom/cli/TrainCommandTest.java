package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.testing.SharedData;
import dev.fathom.train.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainCommandTest {
  private static final String TINY =
      """
      name = "tiny"
      [model]
      width = 32
      layers = 2
      context = 192
      dense-width = 32
      heads = 2
      query-rank = 16
      latent-rank = 16
      nope-width = 8
      rope-width = 8
      value-width = 8
      experts = 4
      expert-width = 16
      [tokenizer]
      vocabulary = 300
      problems = 100
      [[stage]]
      name = "pretrain"
      kind = "pretrain"
      steps = 2
      batch-tokens = 300
      validation-questions = 1
      [stage.mix.families]
      chain_sum = { levels = [1] }
      """;

  @TempDir Path folder;

  private static JsonNode json(String line) {
    return JsonMapper.shared().readTree(line);
  }

  private Path recipe(String toml) throws IOException {
    return Files.writeString(folder.resolve("tiny.toml"), toml);
  }

  @Test
  void makesAModelThatAnswersAndExportsAndReports() throws IOException {
    Assumptions.assumeTrue(Torch.refusal().isEmpty(), () -> Torch.refusal().orElse(""));
    String toml = recipe(TINY).toString();
    String out = folder.resolve("out").toString();
    Outcome made = Stage.run("train", "recipe", toml, "--out", out, "--threads", "1", "--json");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out().lines().map(line -> json(line).path("event").asString()))
        .contains("began", "step", "validated", "saved", "ended");
    Outcome again = Stage.run("train", "recipe", toml, "--out", out);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.errLines()).singleElement().asString().contains("--resume");
    Outcome on = Stage.runGerman("train", "recipe", toml, "--out", out, "--resume");
    assertThat(on.code()).isZero();
    assertThat(on.err()).contains("pretrain hat alle 2 Schritte hinter sich");
    Path gguf = folder.resolve("tiny.gguf");
    assertThat(Stage.run("train", "export", out, gguf.toString(), "--gguf", "--type", "q8_0").out())
        .startsWith(gguf.toString());
    assertThat(Stage.run("train", "report", out).code()).isZero();
    assertThat(Files.readString(Path.of(out, "report.html"))).contains("<h2>pretrain</h2>");
    Outcome scores =
        Stage.run(
            "eval",
            "-m",
            gguf.toString(),
            "--tasks",
            "chain_sum",
            "--n",
            "2",
            "--max-tokens",
            "8",
            "--samples",
            "2",
            "--json");
    assertThat(json(scores.out()).path("all").path("truncated").asDouble()).isEqualTo(1);
  }

  @Test
  void teachesAModelThatIsThere() throws IOException {
    Assumptions.assumeTrue(Torch.refusal().isEmpty(), () -> Torch.refusal().orElse(""));
    String model = SharedData.path("fixtures/tiny-qwen2").toString();
    String lines = "{\"question\":\"Who?\",\"answer\":\"You.\"}\n".repeat(3);
    String data = Files.writeString(folder.resolve("data.jsonl"), lines).toString();
    String out = folder.resolve("out").toString();
    String[] words = {
      "train", "lora", "-m", model, "--data", data, "--out", out, "--epochs", "2", "--threads", "1"
    };
    Outcome made = Stage.run(words);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.err()).contains("3 turns to learn, 0 set aside");
    assertThat(made.out()).contains("fathom chat --model " + out);
    Outcome asked = Stage.run("ask", "-m", out, "-n", "2", "--json", "Who?");
    assertThat(asked.code()).as(asked.err()).isZero();
    assertThat(Stage.run(words).errLines().getLast()).contains("--resume");
    Outcome none = Stage.run("train", "lora", "-m", model, "--data", "none", "--out", out + "2");
    assertThat(none.errLines()).singleElement().asString().contains("none");
    Outcome zero =
        Stage.run("train", "lora", "-m", model, "--data", data, "--out", out, "--rank", "0");
    assertThat(zero.errLines()).singleElement().asString().contains("rank 0");
  }

  @Test
  void makesATokenizerAlone() throws IOException {
    String out = folder.resolve("out").toString();
    Outcome made = Stage.run("train", "tokenizer", recipe(TINY).toString(), "--out", out, "--json");
    assertThat(json(made.out()).path("vocabulary").asInt()).isEqualTo(300);
    String file = json(made.out()).path("tokenizer").asString();
    assertThat(Stage.pipe("12 + 3", "tokenize", "--tokenizer", file).code()).isZero();
  }

  @Test
  void listsFamiliesAndPrintsProblems() {
    assertThat(Stage.run("train", "tasks").out()).contains("chain_sum", "held out", "fingerprint");
    assertThat(Stage.runGerman("train", "tasks").out()).contains("zurückgehalten");
    JsonNode all = json(Stage.run("train", "tasks", "--json").out());
    assertThat(all.path("families").size()).isGreaterThan(20);
    Outcome sample =
        Stage.run("train", "tasks", "--sample", "gcd", "--level", "1", "--lang", "de", "--json");
    assertThat(sample.out().lines()).hasSize(1);
    assertThat(json(sample.out()).path("metadata").path("language").asString()).isEqualTo("de");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "train nonsense",
        "train recipe r1-tiny",
        "train recipe r1-max --out /tmp/never",
        "train recipe nowhere.toml --out /tmp/never",
        "train recipe r1-tiny --out /tmp/never --threads 0",
        "train recipe r1-tiny --out /tmp/never-was --resume",
        "train recipe r1-tiny --out /tmp/never-was --stage dance",
        "train tokenizer nowhere.toml --out /tmp/never",
        "train tasks --sample sums",
        "train tasks --sample gcd --level 9",
        "train tasks --sample gcd --lang fr",
        "train tasks --sample gcd --n 0",
        "train report /nowhere",
        "train report /",
        "train export / /tmp/never",
        "train export / /tmp/never --type q8_0",
        "train export / /tmp/never --gguf --type q9",
        "eval --tasks sums",
        "eval --n 0",
        "eval --samples 0",
        "eval --level 99 --tasks gcd",
        "eval --jsonl /nowhere.jsonl",
        "eval --budgets few",
        "eval --endpoint http://localhost:1/v1",
        "eval --endpoint ftp://x --api-model m --n 1 --tasks gcd",
        "eval --endpoint http://localhost:1/v1 --api-model m --model x",
        "eval --together 0"
      })
  void refusesWhatCannotBeInOneLine(String line) {
    Outcome outcome = Stage.run(line.split(" "));
    assertThat(outcome.code()).as(line).isBetween(1, 2);
    assertThat(outcome.errLines()).as(line).hasSize(1);
    assertThat(outcome.err()).startsWith("fathom: ").doesNotContain("Exception", "java.");
    assertThat(outcome.out()).isEmpty();
    assertThat(Files.exists(Path.of("/tmp/never"))).isFalse();
  }

  @Test
  void namesWhatIsWrongInARecipe() throws IOException {
    String wrong = recipe(TINY.replace("steps = 2", "stepps = 2")).toString();
    Outcome outcome =
        Stage.run("train", "recipe", wrong, "--out", folder.resolve("out").toString());
    assertThat(outcome.err()).contains("there is no 'stage[1].stepps'; there are").hasLineCount(1);
  }

  @Test
  void evaluatesTheEmbeddedModelInBothLanguages() throws IOException {
    Path own =
        Files.writeString(
            folder.resolve("own.jsonl"),
            """
            {"question": "What is 47 + 85?", "answer": "132"}
            {"question": "What is 7 + 5?", "answer": 12}
            """);
    Outcome english = Stage.run("eval", "--jsonl", own.toString(), "--max-tokens", "150");
    assertThat(english.code()).as(english.err()).isZero();
    assertThat(english.out()).contains("| questions |", "100.0", "generators");
    Outcome german =
        Stage.runGerman(
            "eval",
            "--tasks",
            "chain_sum",
            "--level",
            "1",
            "--lang",
            "de",
            "--n",
            "4",
            "--samples",
            "2",
            "--budgets",
            "0,16");
    assertThat(german.out()).contains("Familie", "pass@k", "Gedanke höchstens", "richtig");
  }

  @Test
  void describesEveryOption() {
    for (String verb : new String[] {"recipe", "tokenizer", "tasks", "report", "export"}) {
      assertThat(Stage.run("train", verb, "--help").out().lines())
          .filteredOn(text -> text.matches("^ {2,6}-.*"))
          .isNotEmpty()
          .allMatch(text -> text.matches(".*\\s{2,}\\S.*[a-z].*"), "has a text");
      assertThat(Stage.runGerman("train", verb, "--help").out()).contains("Diese Hilfe zeigen.");
    }
    assertThat(Stage.runGerman("eval", "--help").out()).contains("Zählt, wie viele Aufgaben");
  }
}
