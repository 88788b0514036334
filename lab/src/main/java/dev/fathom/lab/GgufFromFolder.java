package dev.fathom.lab;

import dev.fathom.model.GgufExport;
import dev.fathom.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;

/// Writes a folder with safetensors as GGUF, for `lab/bin/gguf-in-llama`.
public final class GgufFromFolder {
  private GgufFromFolder() {}

  /// FOLDER OUT.gguf
  public static void main(String[] arguments) throws IOException {
    try (ModelFile model = ModelFile.open(Path.of(arguments[0]))) {
      GgufExport.write(model, Path.of(arguments[1]));
    }
  }
}
