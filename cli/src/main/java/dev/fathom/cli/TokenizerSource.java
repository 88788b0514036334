package dev.fathom.cli;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.Metadata;
import dev.fathom.model.ModelFile;
import dev.fathom.text.GgufVocabulary;
import dev.fathom.text.Tokenizer;
import dev.fathom.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a tokenizer comes from: only the vocabulary is read, so a file without weights or of an
/// architecture that Fathom cannot run will do.
final class TokenizerSource {
  /// The largest published tokenizer.json has 33 MB; much more is no tokenizer.
  private static final long LARGEST = 100L << 20;

  private TokenizerSource() {}

  /// The tokenizer of a `tokenizer.json`, a folder with one, a GGUF file, or of the embedded model
  /// for null.
  static Tokenizer read(@Nullable Path path) throws IOException {
    if (path == null) {
      try (ModelFile embedded = ModelFile.embedded()) {
        return embedded.tokenizer();
      }
    }
    Path file = ModelOptions.checked(path);
    if (Files.isDirectory(file)) {
      Path inside = file.resolve("tokenizer.json");
      return Files.exists(inside) ? ofJson(inside) : ofModel(file);
    }
    return file.toString().endsWith(".json") ? ofJson(file) : ofGguf(file);
  }

  private static Tokenizer ofModel(Path folder) {
    try (ModelFile model = ModelFile.open(folder)) {
      return model.tokenizer();
    }
  }

  private static Tokenizer ofJson(Path file) throws IOException {
    Path config = file.resolveSibling("tokenizer_config.json");
    byte[] beside = Files.exists(config) ? bytes(config) : null;
    return Tokenizers.ofJson(file.toString(), bytes(file), beside);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw Failure.of("file.large", file, Files.size(file), LARGEST);
    }
    return Files.readAllBytes(file);
  }

  private static Tokenizer ofGguf(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Metadata keys = checkpoint.metadata();
      return Tokenizers.ofGguf(
          new GgufVocabulary(
              checkpoint.name(),
              keys.string("tokenizer.ggml.model"),
              keys.findString("tokenizer.ggml.pre").orElse(null),
              keys.findStrings("tokenizer.ggml.tokens")
                  .orElseThrow(() -> Failure.of("file.no-vocabulary", file)),
              keys.findInts("tokenizer.ggml.token_type").orElse(null),
              keys.findFloats("tokenizer.ggml.scores").orElse(null),
              keys.findStrings("tokenizer.ggml.merges").orElse(null),
              id(keys, "tokenizer.ggml.bos_token_id"),
              id(keys, "tokenizer.ggml.eos_token_id"),
              keys.findBoolean("tokenizer.ggml.add_bos_token").orElse(null),
              keys.findBoolean("tokenizer.ggml.add_space_prefix").orElse(null)));
    }
  }

  private static @Nullable Integer id(Metadata keys, String key) {
    return keys.findLong(key).isEmpty() ? null : (Integer) keys.intValue(key);
  }
}
