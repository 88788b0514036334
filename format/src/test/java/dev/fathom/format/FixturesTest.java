package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fixture against what gguf-py 0.19 (GGUF) and Python's json (safetensors) said about it:
/// `fixtures.tsv`, one line a file with digests of its keys and of its tensor directory.
class FixturesTest {
  static Stream<String> fixtures() throws IOException {
    try (InputStream in = FixturesTest.class.getResourceAsStream("fixtures.tsv")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void agreesWithTheReferenceOnKeysAndDirectory(String line) {
    String[] wanted = line.split("\t", -1);
    try (Checkpoint checkpoint = Checkpoint.open(SharedData.path(wanted[0]))) {
      List<String> keys = keyLines(checkpoint.metadata());
      List<String> tensors = checkpoint.entries().values().stream().map(this::line).toList();
      assertThat(checkpoint.format()).isEqualTo(wanted[1]);
      assertThat(tensors.isEmpty() ? "-" : tensors.getLast()).isEqualTo(wanted[6]);
      assertThat(List.of(keys.size(), digest(keys)))
          .isEqualTo(List.of(Integer.parseInt(wanted[2]), wanted[3]));
      assertThat(List.of(tensors.size(), digest(tensors)))
          .isEqualTo(List.of(Integer.parseInt(wanted[4]), wanted[5]));
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void viewsEveryTensorOfAReadableType(String line) {
    try (Checkpoint checkpoint = Checkpoint.open(SharedData.path(line.split("\t", -1)[0]))) {
      checkpoint
          .entries()
          .forEach(
              (name, entry) -> {
                var tensor = checkpoint.tensor(name);
                assertThat(tensor.shape()).isEqualTo(entry.shape());
                assertThat(tensor.data().byteSize()).isEqualTo(entry.bytes());
              });
    }
  }

  @Test
  void givesEightBitWeightsTheirScales() {
    Path folder = SharedData.path("fixtures/tiny-deepseek-v3-fp8");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      var weight = checkpoint.tensor("model.layers.0.mlp.down_proj.weight");
      assertThat(weight.toString()).isEqualTo("F8_E4M3 [256, 512]");
      assertThat(Objects.requireNonNull(weight.scales()).toString()).isEqualTo("F32 [2, 4]");
      assertThat(checkpoint.name()).isEqualTo("tiny-deepseek-v3-fp8");
    }
  }

  private String line(TensorEntry entry) {
    return "%s %s %s %d %d"
        .formatted(entry.name(), entry.type(), entry.shape(), entry.offset(), entry.bytes());
  }

  private static List<String> keyLines(Metadata metadata) {
    return metadata.keys().stream()
        .map(key -> key + " = " + text(metadata.find(key).orElseThrow()))
        .toList();
  }

  private static String text(Object value) {
    return switch (value) {
      case int[] ints -> array(Arrays.stream(ints).boxed());
      case long[] longs -> array(Arrays.stream(longs).boxed());
      case float[] floats ->
          array(IntStream.range(0, floats.length).mapToObj(i -> (double) floats[i]));
      case List<?> list -> array(list.stream());
      case Double number -> HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
      default -> value.toString();
    };
  }

  private static String array(Stream<?> elements) {
    List<String> texts = elements.map(FixturesTest::text).toList();
    CRC32 crc = new CRC32();
    crc.update(String.join("\n", texts).getBytes(StandardCharsets.UTF_8));
    return "[%d] %08x".formatted(texts.size(), crc.getValue());
  }

  private static String digest(List<String> lines) {
    try {
      byte[] all =
          lines.stream().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(all);
      return HexFormat.of().formatHex(hash).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
