package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertTest {
  @TempDir Path folder;

  /// A copy of a fixture, to be spoilt.
  private Path copy(String fixture) throws IOException {
    Path source = SharedData.path("fixtures/" + fixture);
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String name :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.write(copy.resolve(name), Files.readAllBytes(source.resolve(name)));
    }
    return copy;
  }

  private String failure(int code, String... words) {
    Outcome outcome = Stage.run(words);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).hasSize(1);
    return outcome.err();
  }

  private String converted(Path from) {
    String said = failure(1, "convert", from.toString(), folder.resolve("no.gguf").toString());
    assertThat(folder.resolve("no.gguf")).doesNotExist();
    return said;
  }

  @Test
  void convertsThereAndBack() throws IOException {
    Path gguf = folder.resolve("there.gguf");
    Outcome there = Stage.run("convert", copy("tiny-qwen3").toString(), gguf.toString());
    assertThat(there.err()).isEmpty();
    assertThat(there.out()).contains("wrote " + gguf);
    Path back = folder.resolve("back");
    Outcome json = Stage.run("convert", gguf.toString(), back.toString(), "--json");
    assertThat(json.out()).contains("\"tensor_bytes\":").contains("\"type\":\"keep\"");
    assertThat(back.resolve("tokenizer.json")).exists();
    Path upload = folder.resolve("upload");
    Outcome export = Stage.runGerman("export", back.toString(), upload.toString());
    assertThat(export.code()).isZero();
    assertThat(export.out()).contains("SHA256SUMS").contains("Lizenztext");
  }

  @Test
  void keepsWhatIsThereWithoutForce() throws IOException {
    Path gguf = folder.resolve("there.gguf");
    Files.writeString(gguf, "old");
    String model = copy("tiny-qwen3").toString();
    assertThat(failure(1, "convert", model, gguf.toString())).contains("--force replaces it");
    assertThat(gguf).hasContent("old");
    assertThat(Stage.run("convert", model, gguf.toString(), "--force").code()).isZero();
    assertThat(Files.size(gguf)).isGreaterThan(1000);
  }

  @Test
  void saysWhatIsNoModel() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(converted(empty)).contains("no *.safetensors").contains("in this folder");
    assertThat(converted(folder.resolve("absent"))).contains("there is no such file");
    Path bare = copy("tiny-qwen3");
    Files.delete(bare.resolve("config.json"));
    assertThat(converted(bare)).contains("config.json: not found");
  }

  @Test
  void saysWhichArchitectureIsUnknown() throws IOException {
    Path model = copy("tiny-qwen3");
    Path config = model.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"qwen3\"", "\"mamba\""));
    assertThat(converted(model)).contains("architecture 'mamba'").contains("supported are");
  }

  @Test
  void saysWhichShardIsMissingOrOfAnotherModel() throws IOException {
    Path model = copy("tiny-qwen3");
    Files.move(
        model.resolve("model.safetensors"), model.resolve("model-00001-of-00002.safetensors"));
    assertThat(converted(model))
        .contains("its index *.safetensors.index.json is not in this folder");
    Path index = model.resolve("model.safetensors.index.json");
    Files.writeString(
        index,
        """
        {"metadata": {}, "weight_map": {
          "model.embed_tokens.weight": "model-00001-of-00002.safetensors",
          "model.norm.weight": "model-00002-of-00002.safetensors"}}
        """);
    assertThat(converted(model)).contains("model-00002-of-00002.safetensors");
    // the second file is one of another model: what the index promises is not in it
    Files.write(
        model.resolve("model-00002-of-00002.safetensors"),
        Files.readAllBytes(SharedData.path("fixtures/tiny-qwen2/model.safetensors")));
    assertThat(converted(model)).containsPattern("model-0000[12]-of-00002|is there twice|twice");
  }

  @Test
  void saysWhichTensorHasNoPlace() throws IOException {
    Path model = copy("tiny-qwen3");
    Path config = model.resolve("config.json");
    String fewer =
        Files.readString(config).replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2");
    Files.writeString(config, fewer);
    assertThat(converted(model))
        .contains("tensor 'model.layers.2.")
        .contains("has no place in this architecture");
  }

  @Test
  void refusesTypesAndNamesThatDoNotGo() throws IOException {
    String model = copy("tiny-qwen3").toString();
    String out = folder.resolve("no.gguf").toString();
    assertThat(failure(2, "convert", model, out, "--type", "q9"))
        .contains("bf16, f16, f32, q8_0, keep");
    assertThat(failure(2, "convert", model, folder.resolve("no").toString()))
        .contains("ends in .gguf");
    String gguf = SharedData.path("fixtures/tiny-qwen3/model-bf16.gguf").toString();
    assertThat(failure(2, "convert", gguf, out)).contains("fathom quantize");
    assertThat(failure(1, "convert", gguf, folder.resolve("no").toString(), "--type", "q8_0"))
        .contains("safetensors hold plain numbers");
  }
}
