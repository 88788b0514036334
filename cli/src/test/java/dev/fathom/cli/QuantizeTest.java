package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fathom quantize` and `fathom imatrix` from the words to the file.
class QuantizeTest {
  @TempDir Path folder;

  private static String model() {
    return SharedData.path("fixtures/tiny-qwen2/model-bf16.gguf").toString();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void quantisesAndSaysWhatItCost() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "Forty-two apples and nine pears.");
    var outcome =
        Stage.run(
            "quantize", model(), file("q.gguf"), "q8_0", "--json", "--report", text.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("\"type\":\"Q8_0\"", "\"token_embd.weight\":\"Q8_0\"", "\"divergence\":");
    assertThat(Files.size(folder.resolve("q.gguf"))).isLessThan(2_500_000);
  }

  @Test
  void readsWhatItsOwnImatrixWrote() throws IOException {
    Path chats =
        Files.writeString(
            folder.resolve("chats.jsonl"),
            """
            "Seven and eight are fifteen."
            {"messages":[{"role":"user","content":"What is 47 + 85?"}]}
            """);
    var collected =
        Stage.run("imatrix", "-m", model(), "--jsonl", chats.toString(), "-o", file("i.gguf"));
    assertThat(collected.code()).as(collected.err()).isZero();
    assertThat(collected.out()).contains("21 tensors");
    var outcome =
        Stage.run("quantize", model(), file("q.gguf"), "Q2_K", "--imatrix", file("i.gguf"));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("bits a weight", "Q2_K");
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    assertThat(Stage.run("quantize", model(), file("q.gguf"), "Q9_X").errLines())
        .singleElement()
        .asString()
        .startsWith("fathom: TYPE cannot be Q9_X; it may be F16, BF16, Q8_0");
    assertThat(Stage.runGerman("quantize", model(), model(), "Q8_0").errLines())
        .singleElement()
        .asString()
        .contains("nicht zugleich gelesen und geschrieben");
    assertThat(Stage.run("quantize", model(), file("q.gguf"), "Q8_0", "--tensor", "attn").code())
        .isEqualTo(2);
    assertThat(Stage.run("quantize", file("none.gguf"), file("q.gguf"), "Q8_0").err())
        .contains("none.gguf: there is no such file");
    assertThat(Stage.run("quantize", model(), file("no/q.gguf"), "Q8_0").err())
        .contains("there is no folder");
    assertThat(Stage.run("imatrix", "-m", model(), "-o", file("i.gguf")).code()).isEqualTo(2);
  }

  @Test
  void triesWithoutWriting() {
    var outcome = Stage.run("quantize", model(), file("q.gguf"), "Q4_K_M", "--dry-run");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("4.9");
    assertThat(folder.resolve("q.gguf")).doesNotExist();
  }
}
