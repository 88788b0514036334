package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.cli.Stage.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The verbs that answer in numbers, on the embedded model.
class NumbersTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void inspectsTheEmbeddedModel() {
    JsonNode json = json(Stage.run("inspect", "--json"));
    assertThat(json.get("architecture").asString()).isEqualTo("deepseek2");
    assertThat(json.get("parameters").asLong()).isBetween(2_900_000L, 3_000_000L);
    assertThat(json.get("active_parameters").asLong()).isBetween(1_500_000L, 1_800_000L);
    assertThat(json.get("context").asInt()).isEqualTo(512);
    assertThat(json.get("vocabulary").asInt()).isEqualTo(512);
    assertThat(json.get("types").get("BF16").get("tensors").asInt()).isPositive();
    assertThat(Stage.run("inspect").out()).contains("deepseek2").contains("2.96 M");
    assertThat(Stage.runGerman("inspect").out()).contains("2,96 M").contains("Speicherbedarf");
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
    }
    String table = Stage.run("bench", "-p", "4", "-n", "0", "-r", "1", "--warmup", "0").out();
    assertThat(table.lines()).hasSize(3).allMatch(row -> row.startsWith("| "));
    assertThat(table).contains("pp4").doesNotContain("tg");
  }

  @Test
  void computesTheMeanAndTheSampleDeviation() {
    Bench.Row row = new Bench.Row(new Bench.Test(true, 1, 0), List.of(1.0, 2.0, 6.0));
    assertThat(row.mean()).isEqualTo(3);
    assertThat(row.deviation()).isCloseTo(Math.sqrt(7), within(1e-12));
  }

  @Test
  void scoresATextItKnowsBetterThanOneItDoesNot() throws IOException {
    String known = "What is 47 + 85? 7+5=12, write 2, carry 1\n4+8+1=13, write 3, carry 1\n";
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
