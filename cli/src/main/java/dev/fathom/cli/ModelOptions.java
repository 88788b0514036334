package dev.fathom.cli;

import dev.fathom.model.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which model: a GGUF file, a folder with safetensors, a pulled model's name, or none for the
/// embedded one.
final class ModelOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "M")
  @Nullable Path model;

  /// Opens the model at `path` or pulled under that name, the embedded one if that is null.
  static ModelFile open(@Nullable Path path, Surroundings around) {
    return open(path == null ? null : PulledModels.path(path, around));
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
