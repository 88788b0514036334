package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The largest files that the limits allow open in 256 MB of heap.
class HeapTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "strings, 2097152 strings",
    "tensors, 262144 tensors",
    "header, 262144 tensors",
    "notes, 0 tensors beside notes"
  })
  void opensTheLargestAllowedFileInALittleHeap(String what, String printed)
      throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HeapProbe.class.getName(),
                folder.resolve(what).toString(),
                what)
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output.strip()).isEqualTo(printed);
    assertThat(java.waitFor()).isZero();
  }
}
