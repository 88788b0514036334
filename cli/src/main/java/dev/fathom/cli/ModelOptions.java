package dev.fathom.cli;

import dev.fathom.model.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which model: a GGUF file, a folder with safetensors, or none for the embedded one.
final class ModelOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "M")
  @Nullable Path model;

  /// Opens the model; whoever calls closes it.
  ModelFile open() {
    return open(model);
  }

  /// Opens the model at `path`, the embedded one if that is null.
  static ModelFile open(@Nullable Path path) {
    return path == null ? ModelFile.embedded() : ModelFile.open(checked(path));
  }

  /// `path`, which is there and can be read.
  static Path checked(Path path) {
    if (!Files.exists(path)) {
      throw Failure.of("file.absent", path);
    }
    if (!Files.isReadable(path)) {
      throw Failure.of("file.unreadable", path);
    }
    return path;
  }
}
