package dev.fathom.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/// What a file's content is known by, and its name in the cache: the sha256 of a large file, the
/// name that git gives a small one (sha1 over `blob`, its length, and its bytes).
///
/// @param hex 64 or 40 small hex digits, so that it can be a file's name
public record Digest(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{40}");
  private static final int BUFFER = 1 << 20;

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("want 40 or 64 hex digits, got '" + hex + "'");
    }
  }

  /// The digest that `text` is, if it is one.
  static Optional<Digest> find(String text) {
    return HEX.matcher(text).matches() ? Optional.of(new Digest(text)) : Optional.empty();
  }

  boolean isSha256() {
    return hex.length() == 64;
  }

  /// A digest in the making, of a content of `size` bytes.
  MessageDigest begin(long size) {
    MessageDigest digest = algorithm(isSha256() ? "SHA-256" : "SHA-1");
    if (!isSha256()) {
      digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    return digest;
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible); // every JDK has both
    }
  }

  /// The digest of the same kind that the file's content has.
  ///
  /// @param read is told of every portion that was read
  Digest of(Path file, LongConsumer read) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest digest = begin(channel.size());
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      while (channel.read(buffer) >= 0) {
        read.accept(buffer.flip().remaining());
        digest.update(buffer);
        buffer.clear();
      }
      return of(digest);
    }
  }

  /// The digest that `finished` has come to.
  static Digest of(MessageDigest finished) {
    return new Digest(HexFormat.of().formatHex(finished.digest()));
  }

  @Override
  public String toString() {
    return hex;
  }
}
