package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.ModelFile;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadFolderTest {
  @TempDir Path folder;

  private static UploadFolder.Result write(Path source, Path target) throws IOException {
    PublishedAs published =
        new PublishedAs(Optional.of("Tiny: one"), Optional.of("mit"), List.of("a/b"));
    try (ModelFile model = ModelFile.open(source)) {
      return UploadFolder.write(model, source, target, published, (done, total, file) -> {});
    }
  }

  @Test
  void copiesAModelAndSaysWhatItIs() throws Exception {
    Path source = SharedData.path("fixtures/tiny-qwen2");
    Path target = folder.resolve("upload");
    UploadFolder.Result result = write(source, target);
    assertThat(result.licence()).isFalse();
    assertThat(result.sums())
        .containsOnlyKeys(
            "README.md",
            "config.json",
            "generation_config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json");
    String card = Files.readString(target.resolve("README.md"));
    assertThat(card)
        .startsWith("---\nlicense: mit\nbase_model:\n- a/b\nlibrary_name: transformers\n")
        .contains("\n# Tiny: one\n")
        .contains("| architecture | qwen2 |")
        .contains("| layers | 3 |");
    List<String> lines = Files.readAllLines(target.resolve("SHA256SUMS"));
    assertThat(lines).hasSize(6);
    for (String line : lines) {
      byte[] bytes = Files.readAllBytes(target.resolve(line.substring(66)));
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertThat(line.substring(0, 64)).isEqualTo(HexFormat.of().formatHex(sum));
    }
  }

  @Test
  void takesOneGgufFileAndTheLicenceBesideIt() throws IOException {
    Path fixture = SharedData.path("fixtures/tiny-qwen2");
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.copy(fixture.resolve("model-bf16.gguf"), source.resolve("a.gguf"));
    Files.copy(fixture.resolve("model-Q4_K_M.gguf"), source.resolve("b.gguf"));
    Files.writeString(source.resolve("LICENSE"), "MIT");
    UploadFolder.Result result = write(source.resolve("a.gguf"), folder.resolve("upload"));
    assertThat(result.sums()).containsOnlyKeys("LICENSE", "README.md", "a.gguf");
    assertThat(result.licence()).isTrue();
  }

  @Test
  void keepsAFolderThatIsNoModel() throws IOException {
    Path target = Files.createDirectory(folder.resolve("home"));
    Files.writeString(target.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> write(SharedData.path("fixtures/tiny-qwen2"), target))
        .isInstanceOf(ConvertException.class)
        .hasMessageContaining("holds something else than a model");
    assertThat(target.resolve("letter.txt")).hasContent("dear");
  }

  @Test
  void aFolderAppearsWholeOrNotAtAll() throws IOException {
    Path target = folder.resolve("model");
    NewFolder.write(target, part -> Files.writeString(part.resolve("config.json"), "old"));
    for (int files = 0; files < 3; files++) {
      int before = files;
      assertThatThrownBy(
              () ->
                  NewFolder.write(
                      target,
                      part -> {
                        for (int i = 0; i < before; i++) {
                          Files.writeString(part.resolve("config" + i + ".json"), "new");
                        }
                        throw new IOException("No space left on device");
                      }))
          .hasMessage("No space left on device");
      assertThat(target.resolve("config.json")).hasContent("old");
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).containsExactly(target);
      }
    }
    NewFolder.write(target, part -> Files.writeString(part.resolve("config.json"), "new"));
    assertThat(target.resolve("config.json")).hasContent("new");
  }

  @Test
  void asksForRoomFirst() {
    assertThatThrownBy(() -> Space.require(folder.resolve("x.gguf"), Long.MAX_VALUE / 4))
        .isInstanceOf(ConvertException.class)
        .hasMessageContaining("bytes, and")
        .hasMessageContaining("are free on that disk");
    assertThatThrownBy(() -> Space.require(folder.resolve("no/x.gguf"), 1))
        .hasMessageContaining("its folder does not exist");
  }
}
