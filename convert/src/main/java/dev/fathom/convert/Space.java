package dev.fathom.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Room on the disk, asked for before anything is written.
final class Space {
  /// Metadata, directories, small files.
  private static final long MARGIN = 64L << 20;

  private Space() {}

  /// Fails unless `bytes` of weights fit beside `target`.
  static void require(Path target, long bytes) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ConvertException(target + ": its folder does not exist");
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes + MARGIN && free < bytes + bytes / 50) {
      throw new ConvertException(
          "%s: needs %,d bytes, and %,d are free on that disk".formatted(target, bytes, free));
    }
  }
}
