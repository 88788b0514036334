package dev.fathom.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;

/// The one way by which the hub changes the disk: whoever wants to see what a full disk does stands
/// in it. Failures become lines for people.
class DiskDoor {
  /// All of `bytes` at `position`; the only method that writes content.
  void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /// Makes what was written last.
  void force(FileChannel channel) throws IOException {
    channel.force(true);
  }

  /// Bytes that may still be written to the disk of the nearest folder that exists.
  long room(Path folder) {
    try {
      Path there = folder.toAbsolutePath();
      for (Path up = there; up != null && !Files.exists(there); up = up.getParent()) {
        there = up;
      }
      FileStore store = Files.getFileStore(there);
      return store.getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }

  void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException trouble) {
      throw failure(folder, trouble);
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
  }

  /// The line that tells of `trouble`.
  static HubException failure(Path path, IOException trouble) {
    String said = String.valueOf(trouble.getMessage()).toLowerCase(Locale.ROOT);
    boolean full =
        said.contains("no space left")
            || said.contains("not enough space")
            || said.contains("quota");
    HubException failure =
        full
            ? HubException.of(HubException.Kind.DISK_FULL, path)
            : HubException.of(HubException.Kind.DISK, path, reason(trouble));
    failure.initCause(trouble);
    return failure;
  }

  private static String reason(IOException trouble) {
    boolean bare = trouble instanceof FileSystemException of && of.getReason() == null;
    return bare || trouble.getMessage() == null
        ? trouble.getClass().getSimpleName()
        : trouble instanceof FileSystemException of
            ? String.valueOf(of.getReason())
            : trouble.getMessage();
  }

  /// A file that appears whole or not at all.
  void writeWhole(Path file, byte[] content) {
    Path part = file.resolveSibling(file.getFileName() + "." + mark() + ".incomplete");
    try {
      makeFolder(folder(part));
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        write(channel, ByteBuffer.wrap(content), 0);
        force(channel);
      }
      rename(part, file);
    } catch (IOException trouble) {
      throw failure(file, trouble);
    } finally {
      remove(part);
    }
  }

  private static String mark() {
    return Long.toHexString(ProcessHandle.current().pid() * 1_000_003L + System.nanoTime());
  }

  /// Renames at once and makes it last.
  void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(folder(to), StandardOpenOption.READ)) {
      force(folder);
    } catch (IOException windows) {
      // folders cannot be opened there; renaming lasts without
      return;
    }
  }

  /// Makes `link` stand for `target`: as a relative symbolic link, else as a hard link, else as a
  /// copy.
  void link(Path link, Path target, boolean symbolic) {
    makeFolder(folder(link));
    try {
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(link);
      }
      if (symbolic && linked(link, target)) {
        return;
      }
      try {
        Files.createLink(link, target);
      } catch (IOException | UnsupportedOperationException impossible) {
        copy(target, link);
      }
    } catch (IOException trouble) {
      throw failure(link, trouble);
    }
  }

  private static boolean linked(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, folder(link).relativize(target));
      return true;
    } catch (IOException | UnsupportedOperationException | SecurityException impossible) {
      return false;
    }
  }

  /// A copy through the same door.
  void copy(Path from, Path to) throws IOException {
    Path part = to.resolveSibling(to.getFileName() + "." + mark() + ".incomplete");
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      for (long at = 0; in.read(buffer) >= 0; buffer.clear()) {
        int portion = buffer.flip().remaining();
        write(out, buffer, at);
        at += portion;
      }
      force(out);
      rename(part, to);
    } finally {
      remove(part);
    }
  }

  void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException trouble) {
      throw failure(file, trouble);
    }
  }
}
