package dev.fathom.meter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A small file of the kernel's, read anew every time.
record SensorFile(Path path) {
  private static final int MOST_BYTES = 64;

  /// Its first line, if it can be read.
  Optional<String> text() {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
      if (channel.read(bytes) <= 0) {
        return Optional.empty();
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
      return text.lines().findFirst().map(String::strip);
    } catch (IOException | RuntimeException unreadable) {
      // a sensor that cannot be read is no sensor; who asks says so
      return Optional.empty();
    }
  }

  /// Its whole number, 0 or more, if it has one.
  OptionalLong number() {
    Optional<String> text = text().filter(line -> line.matches("\\d{1,18}"));
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }
}
