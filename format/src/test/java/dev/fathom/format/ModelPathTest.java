package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPathTest {
  @TempDir Path folder;

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void refuses(Path path, String message) {
    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(FormatException.class)
        .hasMessage(path + message);
  }

  @Test
  void opensTheOneModelOfAFolderUnderTheFoldersName() throws IOException {
    write("config.json", "{}");
    write("weights.gguf", SeedFiles.ggufVersionTwo());
    try (Checkpoint open = Checkpoint.open(folder)) {
      assertThat(open.format()).isEqualTo("GGUF v2");
      assertThat(open.name()).isEqualTo(folder.getFileName().toString());
    }
  }

  @Test
  void takesModelSafetensorsBeforeOtherFilesOfAFolder() throws IOException {
    write("model.safetensors", SeedFiles.safetensorsBrain());
    write("other.gguf", SeedFiles.ggufVersionTwo());
    try (Checkpoint open = Checkpoint.open(folder)) {
      assertThat(open.format()).isEqualTo("safetensors");
    }
  }

  @Test
  void namesTheChoicesWhereAFolderHoldsSeveralModels() throws IOException {
    write("a.gguf", SeedFiles.ggufVersionTwo());
    write("b.gguf", SeedFiles.ggufVersionTwo());
    refuses(folder, ": 2 models in this folder, name one of them: a.gguf, b.gguf");
  }

  @Test
  void refusesAFolderWithoutAModel() {
    refuses(folder, ": no *.safetensors, *.safetensors.index.json or *.gguf file in this folder");
  }

  @Test
  void refusesAPathThatDoesNotExist() {
    refuses(folder.resolve("nothing.gguf"), ": no such file or folder");
  }

  @Test
  void refusesADeviceBeforeReadingFromIt() {
    refuses(Path.of("/dev/zero"), ": is not a regular file");
  }

  @Test
  void goesByTheFirstBytesAndNotByTheName() throws IOException {
    Path gguf = write("model.bin", SeedFiles.ggufVersionTwo());
    Path safetensors = write("model.dat", SeedFiles.safetensorsBrain());
    try (Checkpoint first = Checkpoint.open(gguf);
        Checkpoint second = Checkpoint.open(safetensors)) {
      assertThat(first.format()).isEqualTo("GGUF v2");
      assertThat(second.format()).isEqualTo("safetensors");
      assertThat(second.name()).isEqualTo("model.dat");
    }
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    refuses(write("empty.gguf", ""), ": the file is empty");
  }

  @Test
  void namesWhatAFileIsThatIsNoModel() throws IOException {
    refuses(
        write("pytorch_model.bin", "PK\u0003\u0004......"),
        ": is a zip archive (PyTorch?); Fathom reads GGUF and safetensors, which run no code");
    refuses(
        write("old.bin", "tjgg\u0003\u0000\u0000\u0000...."),
        ": is an old GGML file from before GGUF; convert it with llama.cpp's tools");
    refuses(
        write("model.gguf", "version https://git-lfs.github.com/spec/v1\n"),
        ": is a Git LFS pointer, not the model itself; try 'git lfs pull'");
    refuses(
        write("text.txt", "abc"),
        ": is neither GGUF nor safetensors: it begins with the bytes 61 62 63");
  }

  @Test
  void refusesATruncatedSafetensorsFileAsSuch() throws IOException {
    assertThatThrownBy(() -> Checkpoint.open(write("model.safetensors", "\u0010\u0000")))
        .hasMessage(
            "model.safetensors: at byte 0: the header's length needs 8 bytes, but the file ends"
                + " after 2 more; is the download incomplete?");
  }

  @Test
  void closingTwiceIsClosingOnceAndViewsDie() throws IOException {
    Checkpoint open = Checkpoint.open(write("m.safetensors", SeedFiles.safetensorsBrain()));
    var tensor = open.tensor("scalar");
    assertThat(tensor.at(0, 0)).isZero();
    open.close();
    open.close();
    assertThatThrownBy(() -> tensor.at(0, 0)).isInstanceOf(IllegalStateException.class);
  }
}
