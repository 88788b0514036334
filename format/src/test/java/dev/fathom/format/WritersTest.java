package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the writers write, the readers read: names, types, shapes, values and every byte.
class WritersTest {
  @TempDir Path folder;
  private final Random random = new Random(20261122);

  private Tensor random(ElementType type, long... lengths) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), type, lengths);
    byte[] bytes = new byte[(int) tensor.data().byteSize()];
    random.nextBytes(bytes);
    tensor.data().copyFrom(MemorySegment.ofArray(bytes));
    return tensor;
  }

  private static void assertSame(Tensor got, Tensor wanted) {
    assertThat(got.toString()).isEqualTo(wanted.toString());
    assertThat(got.data().mismatch(wanted.data())).isEqualTo(-1);
  }

  @Test
  void ggufBringsBackEveryReadableType() throws IOException {
    GgufWriter writer = new GgufWriter();
    List<ElementType> types =
        Arrays.stream(ElementType.values()).filter(t -> t != ElementType.F8_E4M3).toList();
    List<Tensor> tensors = types.stream().map(type -> random(type, 3, 256)).toList();
    for (Tensor tensor : tensors) {
      writer.tensor(tensor.type().name(), tensor);
    }
    Path file = folder.resolve("types.gguf");
    writer.writeTo(file);
    try (Checkpoint back = Checkpoint.open(file)) {
      assertThat(back.entries().keySet())
          .containsExactlyElementsOf(types.stream().map(ElementType::name).toList());
      tensors.forEach(tensor -> assertSame(back.tensor(tensor.type().name()), tensor));
      assertThat(back.entries().values()).allMatch(entry -> entry.offset() % 32 == 0);
    }
  }

  @Test
  void ggufBringsBackEveryValueType() throws IOException {
    Path file = folder.resolve("values.gguf");
    SeedFiles.withEveryValueType().writeTo(file);
    try (Checkpoint back = Checkpoint.open(file)) {
      Metadata keys = back.metadata();
      assertThat(keys.integer("uint8")).isEqualTo(255);
      assertThat(keys.integer("int8")).isEqualTo(-128);
      assertThat(keys.integer("uint16")).isEqualTo(65535);
      assertThat(keys.integer("int16")).isEqualTo(-32768);
      assertThat(keys.integer("uint32")).isEqualTo(4294967295L);
      assertThat(keys.integer("int32")).isEqualTo(-2147483648);
      assertThat(keys.integer("uint64")).isEqualTo(1L << 62);
      assertThat(keys.integer("int64")).isEqualTo(Long.MIN_VALUE);
      assertThat(keys.number("float32")).isEqualTo(0.1f);
      assertThat(keys.number("float64")).isEqualTo(0.1);
      assertThat(keys.findBoolean("bool")).contains(true);
      assertThat(keys.string("string")).isEqualTo("Grüße, 世界 🙂");
      assertThat(keys.findStrings("strings")).contains(List.of("", "a", "ß"));
      assertThat(keys.findInts("int32s").orElseThrow()).containsExactly(-1, 0, 1);
      assertThat(keys.findFloats("float32s").orElseThrow()).containsExactly(0.5f, -2f);
      assertThat(keys.find("bools")).contains(new boolean[] {true, false});
      assertThat(keys.find("float64s")).contains(new double[] {1e300});
      assertThat(keys.find("nested")).contains(List.of(List.of("x"), List.of()));
    }
  }

  @Test
  void ggufAsksForBytesOnlyWhenTheirTurnComes() throws IOException {
    Tensor tensor = random(ElementType.F32, 4, 8);
    Path file = folder.resolve("late.gguf");
    new GgufWriter()
        .tensor("t", ElementType.F32, tensor.shape(), tensor::data)
        .tensor("heap", ElementType.BF16, Shape.of(2), () -> MemorySegment.ofArray(new byte[4]))
        .writeTo(file);
    try (Checkpoint back = Checkpoint.open(file)) {
      assertSame(back.tensor("t"), tensor);
    }
  }

  @Test
  void ggufRefusesWhatGgmlWouldRefuse() {
    Tensor tensor = random(ElementType.F32, 2, 2);
    GgufWriter writer = new GgufWriter().tensor("a", tensor).bool("k", true);
    assertThatThrownBy(() -> writer.tensor("a", tensor)).hasMessage("tensor a is there already");
    assertThatThrownBy(() -> writer.bool("k", true)).hasMessage("key k is there already");
    assertThatThrownBy(() -> writer.tensor("n".repeat(64), tensor))
        .hasMessageEndingWith("has 64 bytes, want 1 to 63");
    assertThatThrownBy(() -> writer.tensor("b", random(ElementType.F32, 1, 1, 1, 1, 1)))
        .hasMessageContaining("want 1 to 4 axes");
    assertThatThrownBy(() -> writer.tensor("b", random(ElementType.F8_E4M3, 1)))
        .hasMessageContaining("which GGUF has not");
    assertThatThrownBy(() -> writer.value("v", GgufValueType.UINT8, 256))
        .hasMessage("256 is no value of type UINT8");
    assertThatThrownBy(() -> writer.value("v", GgufValueType.INT32, 1.5))
        .hasMessage("1.5 is no value of type INT32");
  }

  @Test
  void safetensorsBringsBackEveryReadableTypeAndScales() throws IOException {
    Tensor bytes = random(ElementType.F8_E4M3, 130, 7).withScales(random(ElementType.F32, 2, 1));
    Map<String, Tensor> tensors =
        Map.of(
            "half", random(ElementType.F16, 3),
            "brain", random(ElementType.BF16, 3, 5),
            "float", random(ElementType.F32, 1, 2, 3),
            "bytes", bytes);
    SafetensorsWriter writer = new SafetensorsWriter().note("format", "pt");
    tensors.forEach(writer::tensor);
    Path file = folder.resolve("types.safetensors");
    writer.writeTo(file);
    try (Checkpoint back = Checkpoint.open(file)) {
      tensors.forEach((name, tensor) -> assertSame(back.tensor(name), tensor));
      assertSame(
          Objects.requireNonNull(back.tensor("bytes").scales()),
          Objects.requireNonNull(bytes.scales()));
      assertThat(back.entries()).hasSize(5);
    }
  }

  @Test
  void safetensorsPlacesEachTensorAtAMultipleOfItsElement() throws IOException {
    Path file = folder.resolve("aligned.safetensors");
    new SafetensorsWriter()
        .tensor("odd", random(ElementType.F8_E4M3, 3))
        .tensor("wide", random(ElementType.F32, 3))
        .tensor("narrow", random(ElementType.BF16, 3))
        .writeTo(file);
    try (Checkpoint back = Checkpoint.open(file)) {
      assertThat(back.entries().keySet()).containsExactly("wide", "narrow", "odd");
      assertThat(back.entries().values().iterator().next().offset() % 8).isZero();
    }
  }

  @Test
  void safetensorsRefusesTypesThatItDoesNotHave() {
    assertThatThrownBy(() -> new SafetensorsWriter().tensor("a", random(ElementType.Q8_0, 32)))
        .hasMessage("tensor a is of type Q8_0, which safetensors has not");
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("model.gguf");
    new GgufWriter().string("general.name", "old").writeTo(file);
    GgufWriter broken =
        new GgufWriter()
            .tensor("t", ElementType.F32, Shape.of(4), () -> MemorySegment.ofArray(new byte[3]));
    assertThatThrownBy(() -> broken.writeTo(file))
        .hasMessage("tensor t, F32 [4], needs 16 bytes, got 3");
    try (Stream<Path> left = Files.list(folder);
        Checkpoint old = Checkpoint.open(file)) {
      assertThat(left).containsExactly(file);
      assertThat(old.metadata().string("general.name")).isEqualTo("old");
    }
  }

  @Test
  void aSecondWriteReplacesTheFirst() throws IOException {
    Path file = folder.resolve("model.gguf");
    new GgufWriter().string("general.name", "old").writeTo(file);
    new GgufWriter().string("general.name", "new").writeTo(file);
    try (Checkpoint open = Checkpoint.open(file)) {
      assertThat(open.metadata().string("general.name")).isEqualTo("new");
    }
  }
}
