package dev.fathom.train.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/// Files and folders that appear whole or not at all, whenever the process or the power ends:
/// written under a name with a dot in front, forced to disk, renamed, the folder forced.
public final class DurableFiles {
  private DurableFiles() {}

  /// Writes `text` in place of what stood in `target`.
  public static void write(Path target, String text) throws IOException {
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    rename(part, target);
  }

  /// Who writes a file.
  public interface Writer {
    void to(Path file) throws IOException;
  }

  /// Lets `writer` write what shall stand in `target`.
  public static void write(Path target, Writer writer) throws IOException {
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    writer.to(part);
    force(part, StandardOpenOption.WRITE);
    rename(part, target);
  }

  /// Forces all files in `folder`, then gives it its name.
  public static void publish(Path folder, Path target) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        force(file, StandardOpenOption.WRITE);
      }
    }
    force(folder, StandardOpenOption.READ);
    rename(folder, target);
  }

  /// Takes `folder` out of sight at once, then deletes it.
  static void delete(Path folder) throws IOException {
    Path gone = folder.resolveSibling("." + folder.getFileName() + ".old");
    deleteTree(gone);
    rename(folder, gone);
    deleteTree(gone);
  }

  /// Deletes a folder and all in it, if it is there.
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path left, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(left);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Deletes what killed writers left in `folder`.
  static void sweep(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".") && name.endsWith(".part")) {
          Files.delete(file);
        }
      }
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Path folder = to.toAbsolutePath().getParent();
    if (folder != null) {
      force(folder, StandardOpenOption.READ);
    }
  }

  private static void force(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; its renames are journalled
      if (!Files.isDirectory(path)) {
        throw e;
      }
    }
  }
}
