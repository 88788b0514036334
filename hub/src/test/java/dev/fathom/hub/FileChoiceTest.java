package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FileChoiceTest {
  private static final long GB = 1_000_000_000;

  private static FileChoice chooseFor(
      @Nullable String part, long memory, String index, Object... files) {
    Map<String, Long> bytes = new TreeMap<>();
    for (int i = 0; i < files.length; i += 2) {
      bytes.put((String) files[i], ((Number) files[i + 1]).longValue());
    }
    byte[] content = index.getBytes(StandardCharsets.UTF_8);
    return FileChoice.of(new FileChoice.Shelf("a/b", bytes, memory, _ -> content), part);
  }

  private static FileChoice choose(@Nullable String part, Object... files) {
    return chooseFor(part, 16 * GB, "{}", files);
  }

  private static final Object[] QUANTS = {
    "README.md",
    1,
    "m-Q2_K.gguf",
    3 * GB,
    "m-Q4_K_M.gguf",
    5 * GB,
    "m-Q8_0.gguf",
    8 * GB,
    "UD/m-UD-Q4_K_XL.gguf",
    6 * GB,
    "m-F16.gguf",
    15 * GB,
    "mmproj-F16.gguf",
    GB,
    "imatrix.gguf",
    1
  };

  @Test
  void takesSafetensorsWithWhatBelongsToThem() {
    FileChoice choice =
        choose(
            null,
            "config.json",
            1,
            "tokenizer.json",
            1,
            "LICENSE",
            1,
            "README.md",
            1,
            "model.safetensors",
            GB,
            "pytorch_model.bin",
            GB,
            "run.py",
            1,
            "onnx/model.onnx",
            GB,
            "consolidated.safetensors",
            GB,
            "chat_template.jinja",
            1,
            "original/x.safetensors",
            GB);
    assertThat(choice.files())
        .containsExactly(
            "LICENSE",
            "README.md",
            "chat_template.jinja",
            "config.json",
            "tokenizer.json",
            "model.safetensors");
    assertThat(choice.main()).isEmpty();
  }

  @Test
  void takesTheShardsThatTheIndexNames() {
    String index =
        "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
            + "\"b\":\"model-00002-of-00002.safetensors\"}}";
    Object[] files = {
      "model.safetensors.index.json",
      1,
      "model-00001-of-00002.safetensors",
      GB,
      "model-00002-of-00002.safetensors",
      GB,
      "consolidated.safetensors",
      GB
    };
    assertThat(chooseFor(null, GB, index, files).files())
        .containsExactly(
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors");
    files[2] = "other.safetensors";
    assertThatThrownBy(() -> chooseFor(null, GB, index, files))
        .hasMessage("a/b: shard model-00001-of-00002.safetensors is missing");
  }

  @Test
  void refusesIndexesThatLeadElsewhere() {
    for (String file :
        new String[] {"../x.safetensors", "/x.safetensors", "x.bin", "a/x.safetensors"}) {
      assertThatThrownBy(
              () ->
                  chooseFor(
                      null,
                      GB,
                      "{\"weight_map\":{\"a\":\"" + file + "\"}}",
                      "model.safetensors.index.json",
                      1,
                      "model-1.safetensors",
                      1))
          .isInstanceOf(HubException.class)
          .hasMessageContaining(file);
    }
  }

  @Test
  void refusesMixedAndMissingShards() {
    assertThatThrownBy(
            () ->
                choose(null, "m-00001-of-00002.safetensors", 1, "m-00001-of-00003.safetensors", 1))
        .hasMessageContaining("different sets of shards");
    assertThatThrownBy(() -> choose(null, "m-00001-of-00002.safetensors", 1))
        .hasMessageContaining("shard m-00002-of-00002 is missing");
    assertThatThrownBy(() -> choose("Q4_0", "m-Q4_0-00001-of-00002.gguf", 1))
        .hasMessageContaining("shard m-Q4_0-00002-of-00002 is missing");
    assertThatThrownBy(
            () ->
                choose(
                    "Q4_0",
                    "m-Q4_0-00001-of-00002.gguf",
                    1,
                    "m-Q4_0-00002-of-00002.gguf",
                    1,
                    "m-Q4_0-00001-of-00003.gguf",
                    1))
        .hasMessageContaining("different sets");
  }

  @Test
  void choosesTheQuantisationByMemory() {
    assertThat(choose(null, QUANTS).main()).isEqualTo("m-Q4_K_M.gguf");
    assertThat(chooseFor(null, 5 * GB, "{}", QUANTS).main()).isEqualTo("m-Q2_K.gguf");
    assertThat(chooseFor(null, GB, "{}", QUANTS).main()).isEqualTo("m-Q2_K.gguf");
    assertThat(chooseFor(null, 100 * GB, "{}", QUANTS).files()).doesNotContain("mmproj-F16.gguf");
  }

  @Test
  void findsTheQuantisationThatIsAskedFor() {
    assertThat(choose("q8_0", QUANTS).main()).isEqualTo("m-Q8_0.gguf");
    assertThat(choose("UD-Q4_K_XL", QUANTS).main()).isEqualTo("UD/m-UD-Q4_K_XL.gguf");
    assertThat(choose("m-F16.gguf", QUANTS).main()).isEqualTo("m-F16.gguf");
    assertThatThrownBy(() -> choose("Q4_K", QUANTS))
        .hasMessageContaining("has no file or quantisation 'Q4_K'")
        .hasMessageContaining("Q4_K_M");
  }

  @Test
  void keepsSplitsTogether() {
    FileChoice choice =
        choose(
            "Q4_K_M",
            "README.md",
            1,
            "Q4_K_M/m-Q4_K_M-00002-of-00002.gguf",
            GB,
            "Q4_K_M/m-Q4_K_M-00001-of-00002.gguf",
            GB);
    assertThat(choice.main()).isEqualTo("Q4_K_M/m-Q4_K_M-00001-of-00002.gguf");
    assertThat(choice.files()).hasSize(3);
  }

  @Test
  void takesNoPickles() {
    assertThatThrownBy(() -> choose(null, "pytorch_model.bin", 1, "config.json", 1))
        .hasMessageContaining("can run code");
    assertThatThrownBy(() -> choose("model.pt", "model.pt", 1))
        .hasMessageContaining("can run code");
    assertThatThrownBy(() -> choose(null, "README.md", 1, "data.csv", 1))
        .hasMessageContaining("has no safetensors or GGUF file")
        .hasMessageContaining("README.md, data.csv");
  }
}
