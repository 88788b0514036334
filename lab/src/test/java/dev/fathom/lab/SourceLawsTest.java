package dev.fathom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The laws of style that need the sources.
class SourceLawsTest {
  private static final Path ROOT = Path.of(System.getProperty("fathom.root", "..")).normalize();

  @Test
  void filesHaveAtMostFourHundredLines() throws IOException {
    for (Path file : sources()) {
      int limit = file.toString().contains("/kernel/src/main/") ? 500 : 400;
      assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(limit);
    }
  }

  @Test
  void everyRoomSaysWhatItIs() throws IOException {
    for (Path file : sources()) {
      if (file.endsWith("module-info.java")) {
        assertThat(Files.readString(file)).as(file.toString()).startsWith("/// ");
      }
    }
  }

  @Test
  void theProductNeverReadsTheSharedFolder() throws IOException {
    for (Path file : sources()) {
      if (file.toString().contains("/src/main/") && !file.startsWith(ROOT.resolve("lab"))) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("../shared");
      }
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !file.toString().contains("/.git/"))
          .toList();
    }
  }
}
