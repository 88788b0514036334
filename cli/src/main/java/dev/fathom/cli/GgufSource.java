package dev.fathom.cli;

import dev.fathom.convert.Conversion;
import dev.fathom.convert.GgufExport;
import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelFile;
import dev.fathom.model.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A model as GGUF: the file itself, or one made of safetensors, which is gone when this is closed.
final class GgufSource implements AutoCloseable {
  private final Checkpoint model;
  private final Optional<Path> made;

  private GgufSource(Checkpoint model, Optional<Path> made) {
    this.model = model;
    this.made = made;
  }

  /// Opens `from`; what must be made of it lies beside `target`, where there must be room for it.
  static GgufSource open(Path from, Path target, Surroundings around) throws Exception {
    if (isGguf(from)) {
      return new GgufSource(Checkpoint.open(from), Optional.empty());
    }
    Path whole =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".source.gguf");
    try {
      convert(from, whole, around);
      return new GgufSource(Checkpoint.open(whole), Optional.of(whole));
    } catch (Throwable failed) {
      Files.deleteIfExists(whole);
      throw failed;
    }
  }

  /// Whether `from` is GGUF already.
  static boolean isGguf(Path from) {
    try (Checkpoint model = Checkpoint.open(from)) {
      return WeightSource.isGguf(model);
    }
  }

  private static void convert(Path from, Path whole, Surroundings around) throws Exception {
    try (ModelFile model = ModelFile.open(from);
        Progress progress = Progress.start(around, "progress.convert")) {
      Conversion.Watcher watcher =
          (done, total, tensor) -> progress.at((double) done / Math.max(1, total), tensor);
      GgufExport.write(
          model, whole, new Conversion(Optional.empty(), Conversion.Misfit.REFUSE, true, watcher));
    }
  }

  Checkpoint model() {
    return model;
  }

  @Override
  public void close() throws IOException {
    model.close();
    if (made.isPresent()) {
      Files.deleteIfExists(made.get());
    }
  }
}
