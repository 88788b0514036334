package dev.fathom.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// A folder that appears whole or not at all: filled under a temporary name beside its place, then
/// renamed.
final class NewFolder {
  /// What is to lie in the folder.
  interface Content {
    void writeTo(Path folder) throws IOException;
  }

  private NewFolder() {}

  /// Writes `target`, in the place of a folder that holds a model, if there is one.
  static void write(Path target, Content content) throws IOException {
    requireReplaceable(target);
    Path part = beside(target, "part");
    Files.createDirectory(part);
    try {
      content.writeTo(part);
      if (Files.exists(target)) {
        Path old = beside(target, "old");
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
      } else {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      delete(part);
    }
  }

  private static Path beside(Path target, String ending) {
    long mark = ProcessHandle.current().pid() * 1_000_000_007L + System.nanoTime();
    Path whole = target.toAbsolutePath();
    return whole.resolveSibling(
        "." + whole.getFileName() + "." + Long.toHexString(mark) + "." + ending);
  }

  /// A folder is replaced only if it is flat and empty or a model: a slip of the pen must not cost
  /// a home directory.
  private static void requireReplaceable(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new ConvertException(target + ": is there already and is no folder; it is kept");
    }
    List<Path> files = list(target);
    boolean flat = files.stream().allMatch(file -> !Files.isDirectory(file));
    boolean model =
        files.stream()
            .map(file -> file.getFileName().toString())
            .anyMatch(name -> name.equals("config.json") || name.endsWith(".gguf"));
    if (!flat || !(files.isEmpty() || model)) {
      throw new ConvertException(target + ": holds something else than a model; it is kept");
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /// Deletes a flat folder, if it is there.
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path file : list(folder)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
