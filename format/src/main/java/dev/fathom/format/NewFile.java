package dev.fathom.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/// A file that appears whole or not at all: written under a temporary name beside its place, forced
/// to disk, then renamed.
final class NewFile {
  /// What is to stand in the file.
  interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  private NewFile() {}

  static void write(Path target, Content content) throws IOException {
    write(target, content, disk -> disk);
  }

  /// As {@link #write(Path, Content)}; `disk` may stand between, for tests of what fails there.
  static void write(Path target, Content content, UnaryOperator<WritableByteChannel> disk)
      throws IOException {
    Path part = target.resolveSibling(partName(target));
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(disk.apply(channel));
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String partName(Path target) {
    long mark = ProcessHandle.current().pid() * 1_000_000_007L + System.nanoTime();
    return "." + target.getFileName() + "." + Long.toHexString(mark) + ".part";
  }
}
