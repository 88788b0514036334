package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The verbs that answer in numbers, on the embedded model.
class NumbersTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void inspectsTheEmbeddedModel() {
    JsonNode json = json(Stage.run("inspect", "--json"));
    assertThat(json.get("architecture").asString()).isEqualTo("deepseek2");
    assertThat(json.get("parameters").asLong()).isBetween(7_000_000L, 7_100_000L);
    assertThat(json.get("active_parameters").asLong()).isBetween(3_000_000L, 3_200_000L);
    assertThat(json.get("context").asInt()).isEqualTo(512);
    assertThat(json.get("vocabulary").asInt()).isEqualTo(512);
    assertThat(json.get("types").get("Q8_0").get("tensors").asInt()).isPositive();
    assertThat(Stage.run("inspect").out()).contains("deepseek2").contains("7.06 M");
    assertThat(Stage.runGerman("inspect").out()).contains("7,06 M").contains("Speicherbedarf");
  }

  @Test
  void givesTheLogitsOfThePositionsAskedFor() {
    JsonNode all = json(Stage.run("logits", "--ids", "0,505,309,275", "--positions", "all"));
    assertThat(all.get("positions").toString()).isEqualTo("[0,1,2,3]");
    assertThat(all.get("logits").size()).isEqualTo(4);
    JsonNode some = json(Stage.run("logits", "--ids", "0,505,309,275", "--positions", "3,0"));
    assertThat(some.get("positions").toString()).isEqualTo("[0,3]");
    JsonNode last = json(Stage.run("logits", "--ids", "0,505,309,275", "--chunk", "1"));
    assertThat(last.get("positions").toString()).isEqualTo("[3]");
    for (int i = 0; i < 512; i++) {
      double wanted = all.get("logits").get(3).get(i).asDouble();
      assertThat(some.get("logits").get(1).get(i).asDouble()).isCloseTo(wanted, within(1e-3));
      assertThat(last.get("logits").get(0).get(i).asDouble()).isCloseTo(wanted, within(1e-3));
    }
  }

  @Test
  void writesLogitsAsLittleEndianFloats() throws IOException {
    Path file = folder.resolve("logits.f32");
    JsonNode shape = json(Stage.run("logits", "--ids", "0,505", "--out", file.toString()));
    assertThat(shape.get("shape").toString()).isEqualTo("[1,512]");
    JsonNode wanted = json(Stage.run("logits", "--ids", "0,505")).get("logits").get(0);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.remaining()).isEqualTo(512 * Float.BYTES);
    for (int i = 0; i < 512; i++) {
      assertThat(bytes.getFloat()).isEqualTo(wanted.get(i).floatValue());
    }
  }

  @Test
  void namesAnIdThatIsNotInTheVocabulary() {
    Outcome outcome = Stage.run("logits", "--ids", "0,512");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("id 512 is not in the vocabulary of 512 tokens");
    assertThat(Stage.run("logits", "--ids", "0,1", "--positions", "2").code()).isEqualTo(1);
  }

  @Test
  void refusesMoreTokensThanTheModelWasMadeFor() {
    Outcome logits = Stage.run("logits", "--ids", "5,".repeat(599) + "5");
    assertThat(logits.code()).isEqualTo(1);
    assertThat(logits.out()).isEmpty();
    assertThat(logits.err()).contains("600").contains("512");
    Outcome bench = Stage.run("bench", "-d", "2000000000", "-p", "2000000000");
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.err()).contains("4000000000").contains("512");
  }

  @Test
  void benchesPromptAndGenerationApart() {
    String line = "bench --json -p 8 -n 4 -d 0,5 -r 2 --warmup 0 --threads 1";
    JsonNode rows = json(Stage.run(line.split(" ")));
    assertThat(rows.size()).isEqualTo(4);
    assertThat(rows.get(0).get("test").asString()).isEqualTo("pp8");
    assertThat(rows.get(1).get("test").asString()).isEqualTo("tg4");
    assertThat(rows.get(3).get("depth").asInt()).isEqualTo(5);
    assertThat(rows.get(0).get("threads").asInt()).isEqualTo(1);
    for (JsonNode row : rows) {
      assertThat(row.get("tokens_per_second").asDouble()).isPositive();
      assertThat(row.get("stddev").asDouble()).isNotNegative();
      assertThat(row.get("median").asDouble()).isPositive();
      assertThat(row.get("cache").asString()).isEqualTo("f16");
      assertThat(row.has("read_percent")).isFalse();
    }
    String table = Stage.run("bench", "-p", "4", "-n", "0", "-r", "1", "--warmup", "0").out();
    assertThat(table.lines()).hasSize(3).allMatch(row -> row.startsWith("| "));
    assertThat(table).contains("pp4").doesNotContain("tg");
  }

  @Test
  void computesMeanMedianAndSampleDeviation() {
    Bench.Row row = new Bench.Row(new Bench.Test(true, 1, 0), List.of(6.0, 1.0, 2.0), List.of());
    assertThat(row.mean()).isEqualTo(3);
    assertThat(row.median()).isEqualTo(2);
    assertThat(new Bench.Row(row.test(), List.of(9.0, 1.0, 2.0, 4.0), List.of()).median())
        .isEqualTo(3);
    assertThat(row.deviation()).isCloseTo(Math.sqrt(7), within(1e-12));
  }

  @Test
  void saysWhatShareOfTheMemorysSpeedAGenerationUses() {
    String line = "bench -p 0 -n 8 -d 3 -r 1 --warmup 0 --bandwidth --cache f32";
    JsonNode rows = json(Stage.run((line + " --json").split(" ")));
    assertThat(rows.size()).isEqualTo(2);
    JsonNode read = rows.get(1);
    assertThat(read.get("test").asString()).isEqualTo("read");
    double speed = read.get("gigabytes_per_second").asDouble();
    assertThat(speed).isPositive();
    JsonNode generation = rows.get(0);
    // the weights in Q8_0; a token of cache is 8 layers of 64 + 16 floats, and 3 to 11 are read
    long active = json(Stage.run("inspect", "--json")).get("active_bytes").asLong();
    double bytes = active + 2560 * 7.5;
    assertThat(generation.get("bytes_per_token").asLong()).isEqualTo((long) bytes);
    double used = bytes * generation.get("tokens_per_second").asDouble() / (speed * 1e9);
    assertThat(generation.get("read_percent").asDouble()).isCloseTo(100 * used, within(0.1));
    String table = Stage.runGerman(line.split(" ")).out();
    assertThat(table).contains("% des Lesens").contains("GB/s").contains("tg8 @ d3");
  }

  @Test
  void comparesEveryRepetitionWithTheReadingBeforeIt() {
    Bench.Test test = new Bench.Test(false, 1, 0);
    Bench.Row row = new Bench.Row(test, List.of(1.0, 2.0, 4.0), List.of(100.0, 100.0, 800.0));
    assertThat(row.share(10)).isEqualTo(10);
  }

  @Test
  void countsWeightsAndTheCacheBeforeEachTokenAsRead() {
    assertThat(BenchReport.bytesPerToken(1000, 10, new Bench.Test(false, 1, 0))).isEqualTo(1010);
    // tokens 101, 102 and 103 of the sequence
    assertThat(BenchReport.bytesPerToken(1000, 10, new Bench.Test(false, 3, 100))).isEqualTo(2020);
  }

  @Test
  void readsListsAsLlamaBenchWritesThem() {
    assertThat(numbers("512")).containsExactly(512);
    assertThat(numbers("0", "8192")).containsExactly(0, 8192);
    assertThat(numbers("3-5")).containsExactly(3, 4, 5);
    assertThat(numbers("0-8192+4096", "7")).containsExactly(0, 4096, 8192, 7);
    assertThat(numbers("128-1100*2")).containsExactly(128, 256, 512, 1024);
    for (String wrong :
        new String[] {"", "-5", "a", "5-3", "0-8*2", "1-8*1", "1-8+0", "0-5000", "2147483648"}) {
      assertThatThrownBy(() -> numbers(wrong))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("-d");
    }
    assertThat(Stage.run("bench", "-n", "5-3").err()).contains("'5-3' is no value for --generate");
  }

  private static List<Integer> numbers(String... items) {
    return NumberList.parse("-d", items);
  }

  @Test
  void takesTheCacheTypeThatIsAskedFor() {
    JsonNode exact = json(Stage.run("logits", "--ids", "0,505,309", "--cache", "f32"));
    JsonNode half = json(Stage.run("logits", "--ids", "0,505,309", "--cache", "f16"));
    assertThat(half.get("logits").toString()).isNotEqualTo(exact.get("logits").toString());
    JsonNode memory = json(Stage.run("inspect", "--json", "--cache", "f32")).get("memory");
    assertThat(memory.get("cache").asString()).isEqualTo("f32");
    assertThat(memory.get("cache_bytes_per_token").asInt()).isEqualTo(2560);
    assertThat(Stage.run("inspect").out()).contains("1.28 kB in a cache of f16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ask --cache q8_0 x",
        "logits --cache q8_0 --ids 0,1",
        "bench --cache q8_0",
        "inspect --cache q8_0"
      })
  void refusesAnEightBitCacheWhereTheHeadsAreNoWholeBlocks(String line) {
    Outcome outcome = Stage.run(line.split(" "));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).contains("Q8_0").contains("try --cache f16");
  }

  @Test
  void measuresAnEightBitCache() throws IOException {
    String model = SharedData.path("fixtures/tiny-qwen2").toString();
    String line = "bench --json -p 0 -n 4 -d 40 -r 1 --warmup 0 --cache q8_0 --model ";
    JsonNode row = json(Stage.run((line + model).split(" "))).get(0);
    assertThat(row.get("cache").asString()).isEqualTo("q8_0");
    JsonNode facts = json(Stage.run("inspect", "--json", "--cache", "q8_0", model));
    long token = facts.get("memory").get("cache_bytes_per_token").asLong();
    long bytes = facts.get("active_bytes").asLong() + Math.round(token * 42.5);
    assertThat(row.get("bytes_per_token").asLong()).isEqualTo(bytes);
    String exact = json(Stage.run("logits", "--ids", "3,4,5", model(model))).toString();
    assertThat(
            json(Stage.run("logits", "--ids", "3,4,5", "--cache", "q8_0", model(model))).toString())
        .isNotEqualTo(exact);
    Path text = Files.writeString(folder.resolve("text.txt"), "7 + 5 = 12, ".repeat(60));
    String perplexity = "perplexity --json -c 64 --cache q8_0 --file " + text + " --model " + model;
    JsonNode result = json(Stage.run(perplexity.split(" ")));
    assertThat(result.get("cache").asString()).isEqualTo("q8_0");
    assertThat(result.get("perplexity").asDouble()).isPositive();
  }

  private static String model(String path) {
    return "--model=" + path;
  }

  @Test
  void scoresATextItKnowsBetterThanOneItDoesNot() throws IOException {
    String known = "What is 47 + 85?\n47+85:\n7+5+0=12 c1\n4+8+1=13 c1\n=132\n";
    Path sums = Files.writeString(folder.resolve("sums.txt"), known.repeat(8));
    Path noise = Files.writeString(folder.resolve("noise.txt"), "qzx;vkj%wpf~bgh^ ".repeat(40));
    JsonNode low = json(perplexity(sums));
    JsonNode high = json(perplexity(noise));
    assertThat(low.get("perplexity").asDouble()).isLessThan(high.get("perplexity").asDouble() / 10);
    assertThat(low.get("uncertainty").asDouble()).isPositive();
    int chunks = low.get("chunks").asInt();
    assertThat(low.get("tokens_scored").asInt()).isEqualTo(chunks * 31);
    Path little = Files.writeString(folder.resolve("little.txt"), "7");
    assertThat(perplexity(little).err()).contains("one chunk needs 64");
  }

  private static Outcome perplexity(Path text) {
    return Stage.run("perplexity", "--json", "--context", "64", "--file", text.toString());
  }

  private static JsonNode json(Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return JsonMapper.shared().readTree(outcome.out());
  }
}
