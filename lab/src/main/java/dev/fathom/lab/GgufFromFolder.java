package dev.fathom.lab;

import dev.fathom.convert.GgufExport;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Path;

/// Writes a folder with safetensors as GGUF, for `lab/bin/gguf-in-llama` and `lab/bin/accuracy`.
public final class GgufFromFolder {
  private GgufFromFolder() {}

  /// FOLDER OUT.gguf [TYPE]
  public static void main(String[] arguments) throws IOException {
    try (ModelFile model = ModelFile.open(Path.of(arguments[0]))) {
      Path target = Path.of(arguments[1]);
      if (arguments.length > 2) {
        GgufExport.write(model, target, ElementType.valueOf(arguments[2]));
      } else {
        GgufExport.write(model, target);
      }
    }
  }
}
