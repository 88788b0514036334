package dev.fathom.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole file as read-only memory: the only owner of a mapping. Views on its bytes die with
/// {@link #close}. A file that another program cuts short while it is mapped is beyond any check.
final class MappedFile implements AutoCloseable {
  private final String name;
  private final MemorySegment bytes;
  private final @Nullable Arena arena;

  private MappedFile(String name, MemorySegment bytes, @Nullable Arena arena) {
    this.name = name;
    this.bytes = bytes;
    this.arena = arena;
  }

  static MappedFile open(Path path) {
    requireFile(path);
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new MappedFile(fileName(path), bytes, arena);
    } catch (IOException e) {
      arena.close();
      throw unreadable(path, e);
    }
  }

  /// Opens all of `paths` or, if one fails, none.
  static List<MappedFile> openAll(List<Path> paths) {
    List<MappedFile> files = new ArrayList<>();
    try {
      paths.forEach(path -> files.add(open(path)));
      return files;
    } catch (RuntimeException | Error e) {
      files.forEach(MappedFile::close);
      throw e;
    }
  }

  /// Memory that somebody else owns, looked at as a file.
  static MappedFile ofMemory(String name, MemorySegment memory) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("a checkpoint's memory must be off-heap");
    }
    return new MappedFile(name, memory.asReadOnly(), null);
  }

  /// A one-line account of why `path` cannot be read.
  static FormatException unreadable(Path path, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "no such file or folder";
          case AccessDeniedException _ -> "no permission to read it";
          default -> "cannot be read: " + e.getMessage();
        };
    return new FormatException(path + ": " + reason);
  }

  static String fileName(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }

  /// A pipe would block and a device never end.
  static void requireFile(Path path) {
    if (!Files.exists(path)) {
      throw new FormatException(path + ": no such file or folder");
    }
    if (!Files.isRegularFile(path)) {
      throw new FormatException(path + ": is not a regular file");
    }
  }

  String name() {
    return name;
  }

  MemorySegment bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (arena != null && arena.scope().isAlive()) {
      arena.close();
    }
  }
}
