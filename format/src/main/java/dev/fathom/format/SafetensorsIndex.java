package dev.fathom.format;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `model.safetensors.index.json`: which tensor lies in which file of the same folder.
final class SafetensorsIndex {
  private final String name;
  private final Path folder;
  private final Metadata fileOf;

  /// The files' places in the checkpoint, in the order in which the index names them.
  private final Map<String, Integer> files = new LinkedHashMap<>();

  private SafetensorsIndex(String name, Path folder, Metadata fileOf) {
    this.name = name;
    this.folder = folder;
    this.fileOf = fileOf;
    for (String tensor : fileOf.keys()) {
      String file = fileOf.string(tensor);
      if (!files.containsKey(file)) {
        checkName(tensor, file);
        files.put(file, files.size());
      }
    }
    if (files.isEmpty()) {
      throw new FormatException(name + ": key 'weight_map' names no file");
    }
  }

  static SafetensorsIndex read(Path path) {
    String name = MappedFile.fileName(path);
    try (MappedFile file = MappedFile.open(path)) {
      if (file.bytes().byteSize() > Limits.JSON_BYTES) {
        throw new FormatException(
            name + ": has more than " + Quoted.number(Limits.JSON_BYTES) + " bytes");
      }
      Metadata index = Metadata.ofJson(name, file.bytes().toArray(ValueLayout.JAVA_BYTE));
      Metadata fileOf =
          index
              .findObject("weight_map")
              .orElseThrow(() -> new FormatException(name + ": key 'weight_map' is missing"));
      return new SafetensorsIndex(name, path.resolveSibling("."), fileOf);
    }
  }

  /// The name of a file in the same folder and nothing else: an index comes from the network.
  private void checkName(String tensor, String file) {
    boolean plain = file.matches("[A-Za-z0-9_.+-]+") && file.endsWith(".safetensors");
    if (!plain) {
      throw new FormatException(
          (name + ": tensor " + Quoted.name(tensor) + " lies in " + Quoted.name(file))
              + ", want a *.safetensors file of the same folder");
    }
  }

  List<Path> paths() {
    List<Path> paths = new ArrayList<>();
    files.keySet().forEach(file -> paths.add(folder.resolve(file).normalize()));
    return paths;
  }

  /// Checks that every tensor lies in the file that the index names.
  void check(Map<String, TensorEntry> entries) {
    for (String tensor : fileOf.keys()) {
      TensorEntry entry = entries.get(tensor);
      String file = fileOf.string(tensor);
      if (entry == null || !Integer.valueOf(entry.file()).equals(files.get(file))) {
        throw new FormatException(
            name + ": tensor " + Quoted.name(tensor) + " is not in " + file + " as it says");
      }
    }
  }
}
