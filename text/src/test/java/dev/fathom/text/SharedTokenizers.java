package dev.fathom.text;

import dev.fathom.testing.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/// The tokenizers under `../shared`, each read once.
final class SharedTokenizers {
  private static final Map<String, Tokenizer> KNOWN = new ConcurrentHashMap<>();

  private SharedTokenizers() {}

  /// The tokenizer in the folder `folder` under `../shared`.
  static Tokenizer in(String folder) {
    Path path = SharedData.path(folder);
    return KNOWN.computeIfAbsent(folder, _ -> read(path));
  }

  /// The bytes of the `tokenizer.json` in `folder`.
  static byte[] json(String folder) {
    return json(SharedData.path(folder));
  }

  private static Tokenizer read(Path folder) {
    try {
      byte[] config = Files.readAllBytes(folder.resolve("tokenizer_config.json"));
      return Tokenizers.ofJson(folder + "/tokenizer.json", json(folder), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] json(Path folder) {
    try {
      Path zipped = folder.resolve("tokenizer.json.gz");
      if (!Files.exists(zipped)) {
        return Files.readAllBytes(folder.resolve("tokenizer.json"));
      }
      byte[] bytes = Files.readAllBytes(zipped);
      return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
