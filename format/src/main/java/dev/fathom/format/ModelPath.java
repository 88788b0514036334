package dev.fathom.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A file that is to be opened as a model, found from what a person named.
///
/// @param name what people call it: the file's or the folder's name
/// @param file the GGUF file, safetensors file or index
record ModelPath(String name, Path file) {
  private static final String INDEX = ".safetensors.index.json";

  /// The file itself, or the one model in the folder.
  static ModelPath resolve(Path path) {
    if (Files.isDirectory(path)) {
      return new ModelPath(called(path), inFolder(path));
    }
    Path named = path.toString().endsWith(INDEX) ? path.toAbsolutePath().getParent() : path;
    return new ModelPath(named == null ? MappedFile.fileName(path) : called(named), path);
  }

  /// The name of a file or folder; of a snapshot in a cache of Hugging Face's layout,
  /// `models--OWNER--NAME/snapshots/COMMIT`, the repository's name.
  private static String called(Path path) {
    Path snapshots = path.toAbsolutePath().normalize().getParent();
    Path repository = snapshots == null ? null : snapshots.getParent();
    boolean cached = snapshots != null && snapshots.endsWith("snapshots");
    String name = cached && repository != null ? MappedFile.fileName(repository) : "";
    return name.matches("models--.+--.+")
        ? name.substring(name.lastIndexOf("--") + 2)
        : MappedFile.fileName(path);
  }

  private static Path inFolder(Path folder) {
    List<Path> files = list(folder);
    return only(folder, files, name -> name.equals("model" + INDEX))
        .or(() -> only(folder, files, name -> name.endsWith(INDEX)))
        .or(() -> only(folder, files, name -> name.equals("model.safetensors")))
        .or(() -> withoutIndex(folder, files))
        .or(() -> only(folder, files, name -> name.endsWith(".safetensors")))
        .or(() -> only(folder, files, ModelPath::isGguf))
        .orElseThrow(
            () ->
                new FormatException(
                    folder + ": no *.safetensors, *" + INDEX + " or *.gguf file in this folder"));
  }

  /// Files of a sharded model, and nothing that says which tensor lies where.
  private static Optional<Path> withoutIndex(Path folder, List<Path> files) {
    for (Path file : files) {
      String name = MappedFile.fileName(file);
      if (name.matches(".*-\\d{5}-of-\\d{5}\\.safetensors")) {
        throw new FormatException(
            (folder + ": " + name + " is part of a model, but its index *" + INDEX)
                + " is not in this folder; the download is incomplete");
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> only(Path folder, List<Path> files, Predicate<String> wanted) {
    List<Path> found =
        files.stream().filter(file -> wanted.test(MappedFile.fileName(file))).toList();
    if (found.size() > 1) {
      throw new FormatException(
          (folder + ": " + found.size() + " models in this folder, name one of them: ")
              + (MappedFile.fileName(found.get(0)) + ", " + MappedFile.fileName(found.get(1)))
              + (found.size() > 2 ? ", ..." : ""));
    }
    return found.stream().findFirst();
  }

  private static boolean isGguf(String name) {
    return name.endsWith(".gguf") && !GgufSplit.isLaterPart(name);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw MappedFile.unreadable(folder, e);
    }
  }

  /// What a file is.
  enum Kind {
    GGUF,
    SAFETENSORS,
    /// the index of several safetensors files
    INDEX
  }

  /// What the file is by its first bytes.
  Kind kind() {
    if (file.toString().endsWith(".json")) {
      return Kind.INDEX;
    }
    byte[] head = head();
    String magic = new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1);
    if (magic.equals("GGUF")) {
      return Kind.GGUF;
    }
    boolean named = file.toString().endsWith(".safetensors");
    if (named || (head.length > 8 && head[8] == '{')) {
      return Kind.SAFETENSORS;
    }
    throw new FormatException(file + ": " + whatElse(head, magic));
  }

  private byte[] head() {
    MappedFile.requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(9);
    } catch (IOException e) {
      throw MappedFile.unreadable(file, e);
    }
  }

  private static String whatElse(byte[] head, String magic) {
    return switch (magic) {
      case "" -> "the file is empty";
      case "PK\3\4" ->
          "is a zip archive (PyTorch?); Fathom reads GGUF and safetensors, which run no code";
      case "lmgg", "tjgg", "fmgg", "algg" ->
          "is an old GGML file from before GGUF; convert it with llama.cpp's tools";
      case "vers" -> "is a Git LFS pointer, not the model itself; try 'git lfs pull'";
      default ->
          String.format(
              Locale.ROOT,
              "is neither GGUF nor safetensors: it begins with the bytes %s",
              HexFormat.ofDelimiter(" ").formatHex(head));
    };
  }
}
