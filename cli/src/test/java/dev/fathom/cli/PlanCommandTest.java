package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.convert.GgufExport;
import dev.fathom.format.Checkpoint;
import dev.fathom.format.TensorEntry;
import dev.fathom.model.ModelFile;
import dev.fathom.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlanCommandTest {
  private static final List<String> PLANS =
      List.of(
          "train deepseek-v3",
          "train deepseek-r1",
          "train qwen2.5-7b --tokens 18T --on h200 --gpus 512",
          "serve deepseek-v3 --scenario deepseek-2025-02-27",
          "serve deepseek-v3 --users 1M --site FR",
          "serve llama-3.1-405b --users 1000 --precision fp8 --on h200",
          "run deepseek-v2-lite --on zen5-2core --precision q4_k",
          "campus --power 300MW --site DE",
          "simulate deepseek-v3 --requests 500 --users 20K --failures 100h",
          "simulate qwen2.5-1.5b --on zen5-2core --precision q4_k --mixed --users 1 --requests 50");

  private static JsonNode json(String line) {
    Outcome outcome = Stage.run(("plan " + line + " --json").split(" "));
    assertThat(outcome.err()).as(line).isEmpty();
    return JsonMapper.shared().readTree(outcome.out());
  }

  @Test
  void showsEveryPlanInBothLanguagesAsTextJsonAndPage(@TempDir Path folder) throws Exception {
    for (String line : PLANS) {
      Path page = folder.resolve("page.html");
      String[] words = ("plan " + line + " --html " + page).split(" ");
      Outcome english = Stage.run(words);
      assertThat(english.code()).as(english.err()).isZero();
      assertThat(Files.readString(page))
          .startsWith("<!doctype html>")
          .contains("<svg", "</html>")
          .doesNotContain("http", "src=", "NaN", "Infinity", "<script", "null");
      Outcome german = Stage.runGerman(words);
      assertThat(german.code()).as(german.err()).isZero();
      assertThat(Files.readString(page)).contains("lang=\"de\"");
      assertThat(german.out()).isNotEqualTo(english.out()).doesNotContain("NaN", "null");
      assertThat(json(line).path("notes").size()).isPositive();
    }
  }

  @Test
  void tellsTrainingInPlainKeys() {
    JsonNode v3 = json("train deepseek-v3");
    assertThat(v3.path("gpu_hours").asDouble()).isBetween(2_788e3 * 0.97, 2_788e3 * 1.03);
    assertThat(v3.path("usd").asDouble()).isBetween(5.576e6 * 0.97, 5.576e6 * 1.03);
    assertThat(v3.path("published").path("gpu_hours").asDouble()).isEqualTo(2_788_000);
    assertThat(v3.path("stages").get(0).path("stage").asString()).isEqualTo("pre-training");
    assertThat(v3.path("dense").size()).isEqualTo(3);
  }

  @Test
  void tellsDeepSeeksDayInPlainKeys() {
    JsonNode day = json("serve deepseek-v3 --scenario deepseek-2025-02-27");
    assertThat(day.path("nodes").asDouble()).isBetween(226.75 * 0.97, 226.75 * 1.03);
    assertThat(day.path("usd").asDouble()).isBetween(87_072 * 0.97, 87_072 * 1.03);
    assertThat(day.path("revenue_usd").asDouble()).isBetween(562_027 * 0.97, 562_027 * 1.03);
    assertThat(day.path("margin_percent").asDouble()).isBetween(545 * 0.97, 545 * 1.03);
    assertThat(day.path("energy_mwh").asDouble()).isBetween(39.0, 67.0);
  }

  @Test
  void readsShapesFromConfigFilesAndHeaders() {
    Path folder = SharedData.path("fixtures/tiny-deepseek-v3");
    JsonNode config = json("run " + folder.resolve("config.json") + " --on h800");
    JsonNode file = json("run " + folder + " --on h800");
    for (String key : List.of("parameters", "active_parameters", "cache_bytes_per_token")) {
      assertThat(config.path(key)).as(key).isEqualTo(file.path(key));
    }
    assertThat(config.path("attention").asString()).isEqualTo("latent");
    assertThat(config.path("fits").asBoolean()).isTrue();
  }

  @Test
  void plansFromTheBeginningOfAGgufFileWhichNobodyCanRun(@TempDir Path folder) throws Exception {
    Path whole = folder.resolve("whole.gguf");
    int data;
    try (ModelFile source = ModelFile.open(SharedData.path("fixtures/tiny-deepseek-v3"))) {
      GgufExport.write(source, whole);
    }
    try (Checkpoint file = Checkpoint.open(whole)) {
      data = (int) file.entries().values().stream().mapToLong(TensorEntry::offset).min().orElse(0);
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path head = Files.write(folder.resolve("head.gguf"), Arrays.copyOf(bytes, data));
    JsonNode planned = json("run " + head + " --on h800");
    JsonNode all = json("run " + whole + " --on h800");
    for (String key : all.propertyNames()) {
      if (!key.equals("model")) {
        assertThat(planned.path(key)).as(key).isEqualTo(all.path(key));
      }
    }
    Outcome run = Stage.run("ask", "-m", head.toString(), "Hello");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("the download is incomplete").hasLineCount(1);
    Path less = Files.write(folder.resolve("less.gguf"), Arrays.copyOf(bytes, data / 2));
    Outcome cut = Stage.run("plan", "run", less.toString(), "--on", "h800");
    assertThat(cut.code()).isEqualTo(1);
    assertThat(cut.err()).contains("less.gguf", "directory of tensors").hasLineCount(1);
  }

  @Test
  void takesThePrecisionThatAConfigNames(@TempDir Path folder) throws Exception {
    Path config = SharedData.path("fixtures/tiny-deepseek-v3-fp8/config.json");
    Files.copy(config, folder.resolve("config.json"));
    for (String model : List.of(folder.toString(), folder.resolve("config.json").toString())) {
      assertThat(json("run " + model + " --on h800").path("precision").asString()).isEqualTo("fp8");
    }
  }

  @Test
  void readsMachinesAndSitesFromFiles(@TempDir Path folder) throws Exception {
    Path machine =
        Files.writeString(
            folder.resolve("box.toml"),
            """
            name = "box"
            kind = "cpu"
            rate_16bit = "1 TFLOP/s"
            memory = "64 GB"
            bandwidth = "80 GB/s"
            device_power = "120 W"
            """);
    assertThat(json("run qwen2.5-7b --precision q4_k --on " + machine).path("machine").asString())
        .isEqualTo("box");
    Files.writeString(machine, Files.readString(machine).replace("80 GB/s", "0 GB/s"));
    Outcome zero = Stage.run("plan", "run", "qwen2.5-7b", "--on", machine.toString());
    assertThat(zero.code()).isEqualTo(1);
    assertThat(zero.err()).contains("'bandwidth' must be more than 0 B/s").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan run llama-3.1-405b --on zen5-2core",
        "plan run qwen2.5-7b --on h800 --context 200000",
        "plan run nothing --on h800",
        "plan run qwen2.5-7b --on h900",
        "plan serve deepseek-v3 --users -5",
        "plan serve deepseek-v3 --users 0",
        "plan serve deepseek-v3 --cache-hit 120%",
        "plan serve deepseek-v3 --speed 1e9",
        "plan serve deepseek-v3 --scenario yesterday",
        "plan serve llama-3.1-8b --scenario deepseek-2025-02-27",
        "plan serve deepseek-v3 --users 5 --scenario deepseek-2025-02-27",
        "plan serve deepseek-v3 --users 1e300 --tokens-in 1e300",
        "plan train qwen2.5-7b",
        "plan train deepseek-v3 --tokens 1e308",
        "plan train deepseek-v3 --utilisation 99%",
        "plan campus --power 1e300W",
        "plan campus --power=-5GW",
        "plan campus --site XX",
        "plan campus --elasticity 50",
        "plan simulate deepseek-v3 --requests 0",
        "plan simulate deepseek-v3 --lengths odd",
        "plan simulate deepseek-v3 --trace /nowhere.csv",
        "plan simulate deepseek-v3 --mixed --prefill-units 3",
        "plan",
        "plan nonsense"
      })
  void refusesWhatCannotBeInOneLine(String line) {
    Outcome outcome = Stage.run(line.split(" "));
    assertThat(outcome.code()).as(line).isBetween(1, 2);
    assertThat(outcome.errLines()).as(line).hasSize(1);
    assertThat(outcome.err()).startsWith("fathom: ").doesNotContain("Exception", "java.", "inside");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void printsEveryConstantWithItsSource() {
    Outcome outcome = Stage.run("plan", "sources");
    assertThat(outcome.out()).contains("bandwidth = 3.35 TB/s", "open-infra-index", "arXiv");
    JsonNode all = JsonMapper.shared().readTree(Stage.run("plan", "sources", "--json").out());
    assertThat(all.size()).isGreaterThan(300);
    for (JsonNode one : all) {
      assertThat(one.path("source").asString()).as(one.toString()).isNotBlank();
    }
  }

  @Test
  void describesEveryOption() {
    for (String verb : List.of("run", "serve", "train", "campus", "simulate", "sources")) {
      assertThat(Stage.run("plan", verb, "--help").out().lines())
          .filteredOn(text -> text.matches("^ {2,6}-.*"))
          .isNotEmpty()
          .allMatch(text -> text.matches(".*\\s{2,}\\S.*[a-z].*"), "has a text");
      assertThat(Stage.runGerman("plan", verb, "--help").out()).contains("Diese Hilfe zeigen.");
    }
  }
}
