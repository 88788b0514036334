package dev.fathom.convert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Writes a JSON object as a file, for people and programs.
final class JsonFile {
  private static final ObjectWriter WRITER =
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

  private JsonFile() {}

  static void write(Path file, Map<String, @Nullable Object> json) throws IOException {
    Files.writeString(file, WRITER.writeValueAsString(json) + "\n", StandardCharsets.UTF_8);
  }
}
