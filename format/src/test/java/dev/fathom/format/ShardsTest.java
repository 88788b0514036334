package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints in several files: split GGUF and safetensors with an index.
class ShardsTest {
  @TempDir Path folder;

  private Path part(int part, int count, GgufWriter writer) throws IOException {
    Path path = folder.resolve(GgufSplit.partName("m", part, count));
    writer.writeTo(path);
    return path;
  }

  private static GgufWriter part(int number, int count, int tensors, String name) {
    return new GgufWriter()
        .value("split.no", GgufValueType.UINT16, number)
        .value("split.count", GgufValueType.UINT16, count)
        .value("split.tensors.count", GgufValueType.INT32, tensors)
        .string("of", name)
        .tensor(name, ElementType.F32, Shape.of(2), () -> floats((byte) number));
  }

  private static MemorySegment floats(byte first) {
    return MemorySegment.ofArray(new byte[] {0, 0, first, 0, 0, 0, 0, 0});
  }

  private static void refuses(Path path, String message) {
    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(FormatException.class)
        .hasMessage(message);
  }

  @Test
  void opensTheWholeSetFromAnyOfItsParts() throws IOException {
    Path first = part(1, 2, part(0, 2, 2, "a"));
    Path second = part(2, 2, part(1, 2, 2, "b"));
    for (Path path : new Path[] {first, second, folder}) {
      try (Checkpoint open = Checkpoint.open(path)) {
        assertThat(open.entries().keySet()).containsExactly("a", "b");
        assertThat(open.metadata().string("of")).isEqualTo("a");
        assertThat(open.tensor("b").data().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 2))
            .isEqualTo((byte) 1);
        assertThat(open.bytes()).isEqualTo(Files.size(first) + Files.size(second));
      }
    }
  }

  @Test
  void namesThePartThatIsMissing() throws IOException {
    Path first = part(1, 2, part(0, 2, 2, "a"));
    refuses(first, first.resolveSibling("m-00002-of-00002.gguf") + ": is missing, part 2 of 2");
  }

  @Test
  void refusesAPartThatWasRenamed() throws IOException {
    part(1, 2, part(0, 2, 2, "a"));
    refuses(part(2, 2, part(0, 2, 2, "b")), "m-00002-of-00002.gguf: split.no is 0, want 1");
  }

  @Test
  void refusesACountThatIsNotThatOfTheName() throws IOException {
    refuses(
        part(1, 1, part(0, 2, 2, "a")),
        "m-00001-of-00001.gguf: split.count is 2 but the file's name tells of 1 parts;"
            + " a part is named NAME-00001-of-00003.gguf");
  }

  @Test
  void refusesAPartUnderAnotherName() throws IOException {
    Path alone = folder.resolve("model.gguf");
    part(1, 2, 2, "b").writeTo(alone);
    refuses(
        alone,
        "model.gguf: split.count is 2 but the file's name tells of 1 parts;"
            + " a part is named NAME-00001-of-00003.gguf");
  }

  @Test
  void refusesASetWithTooFewTensors() throws IOException {
    part(1, 2, part(0, 2, 3, "a"));
    refuses(
        part(2, 2, part(1, 2, 3, "b")),
        "m-00001-of-00002.gguf: split.tensors.count is 3 but the parts hold 2");
  }

  @Test
  void refusesATensorInTwoParts() throws IOException {
    part(1, 2, part(0, 2, 2, "a"));
    refuses(
        part(2, 2, part(1, 2, 2, "a")),
        "m-00002-of-00002.gguf: tensor 'a' is there twice, first in m-00001-of-00002.gguf");
  }

  @Test
  void refusesAPartNumberBeyondTheCount() throws IOException {
    Path path = part(3, 2, part(0, 2, 2, "a"));
    refuses(path, path + ": is named as part 3 of 2");
  }

  private void shard(String file, String tensor, ElementType type, long... lengths)
      throws IOException {
    Shape shape = Shape.of(lengths);
    byte[] data = new byte[(int) type.bytes(shape.elements())];
    new SafetensorsWriter()
        .tensor(tensor, type, shape, () -> MemorySegment.ofArray(data))
        .writeTo(folder.resolve(file));
  }

  private Path index(String text) throws IOException {
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"), text.replace('~', '"'));
  }

  @Test
  void opensShardsThroughTheIndexAndFindsScalesInAnotherShard() throws IOException {
    shard("model-1.safetensors", "w", ElementType.F8_E4M3, 4, 4);
    shard("model-2.safetensors", "w_scale_inv", ElementType.F32, 1, 1);
    Path index =
        index(
            "{~metadata~:{~total_size~:20},~weight_map~:{~w~:~model-1.safetensors~,"
                + "~w_scale_inv~:~model-2.safetensors~}}");
    for (Path path : new Path[] {index, folder}) {
      try (Checkpoint open = Checkpoint.open(path)) {
        assertThat(Objects.requireNonNull(open.tensor("w").scales()).shape())
            .isEqualTo(Shape.of(1, 1));
        assertThat(open.entries().values().stream().map(TensorEntry::file)).containsExactly(0, 1);
        assertThat(open.name()).isEqualTo(folder.getFileName().toString());
      }
    }
  }

  @Test
  void refusesAnIndexThatNamesATensorInTheWrongFile() throws IOException {
    shard("model-1.safetensors", "a", ElementType.F32, 1);
    refuses(
        index("{~weight_map~:{~a~:~model-1.safetensors~,~b~:~model-1.safetensors~}}"),
        "model.safetensors.index.json: tensor 'b' is not in model-1.safetensors as it says");
  }

  @Test
  void refusesAnIndexWhoseFileIsMissing() throws IOException {
    refuses(
        index("{~weight_map~:{~a~:~model-9.safetensors~}}"),
        folder.resolve("model-9.safetensors") + ": no such file or folder");
  }

  @Test
  void refusesAnIndexThatLeavesItsFolder() throws IOException {
    refuses(
        index("{~weight_map~:{~a~:~../../etc/x.safetensors~}}"),
        "model.safetensors.index.json: tensor 'a' lies in '../../etc/x.safetensors',"
            + " want a *.safetensors file of the same folder");
  }

  @Test
  void refusesAnIndexWithoutItsMap() throws IOException {
    refuses(index("{}"), "model.safetensors.index.json: key 'weight_map' is missing");
    refuses(
        index("{~weight_map~:{~a~:1}}"),
        "model.safetensors.index.json: key 'weight_map.a' is 1, want a string");
    refuses(
        index("{~weight_map~:{}}"), "model.safetensors.index.json: key 'weight_map' names no file");
  }

  @Test
  void refusesATensorInTwoShards() throws IOException {
    shard("model-1.safetensors", "a", ElementType.F32, 1);
    shard("model-2.safetensors", "a", ElementType.F32, 1);
    refuses(
        index("{~weight_map~:{~a~:~model-1.safetensors~,~b~:~model-2.safetensors~}}"),
        "model-2.safetensors: tensor 'a' is there twice, first in model-1.safetensors");
  }
}
