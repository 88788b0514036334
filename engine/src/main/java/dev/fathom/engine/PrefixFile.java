package dev.fathom.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// One stretch of pages as a file:
///
/// ```
/// file    := head ids payload crc
/// head    := "FTHMKV01" pageTokens:i32 firstPage:i32 ids:i32 0:i32 payload:i64 model:32 root:16 key:16
/// ids     := i32 *                        the tokens of these pages
/// payload := the pages' rows              as `Forward.readPage` gives them
/// crc     := i32                          CRC-32C of all before
/// ```
///
/// Numbers are big-endian. `model` is the SHA-256 of all that keys and values depend on besides the
/// tokens, `root` is made of the tenant, `key` of all tokens from the first on. A reader knows
/// every byte of head and ids before it opens the file, and trusts it only if they are just these,
/// the size is right to the byte and the sum agrees.
///
/// @param firstPage the place of the first page in its sequence
/// @param root where the tenant's chains begin
/// @param key the name of the last page
/// @param ids the pages' tokens
record PrefixFile(int pageTokens, int firstPage, PageKey root, PageKey key, int[] ids) {
  private static final long MAGIC = 0x4654484D4B563031L;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int MODEL_BYTES = 32;
  private static final int WRITE_BYTES = 1 << 20;

  /// What `name` begins with: this tenant's and these tokens' alone.
  String name(byte[] model) {
    ByteBuffer short64 = ByteBuffer.wrap(model);
    return "%016x%016x-%016x.kv".formatted(key.high(), key.low(), short64.getLong());
  }

  /// Head and ids.
  byte[] head(byte[] model, long payload) {
    int words = Long.BYTES + 4 * Integer.BYTES + Long.BYTES;
    int bytes = words + model.length + 2 * PageKey.BYTES + ids.length * Integer.BYTES;
    ByteBuffer head = ByteBuffer.allocate(bytes);
    head.putLong(MAGIC).putInt(pageTokens).putInt(firstPage).putInt(ids.length).putInt(0);
    head.putLong(payload).put(model);
    head.putLong(root.high()).putLong(root.low()).putLong(key.high()).putLong(key.low());
    for (int id : ids) {
      head.putInt(id);
    }
    return head.array();
  }

  /// Room for a whole file: head, then `payload` bytes, then the sum.
  byte[] frame(byte[] model, long payload) {
    byte[] head = head(model, payload);
    return Arrays.copyOf(head, Math.toIntExact(head.length + payload + CRC_BYTES));
  }

  /// Whether `file` is of the tenant whose chains begin at `root`; not where it is no such file.
  static boolean isOf(Path file, PageKey root) throws IOException {
    int at = Long.BYTES + 4 * Integer.BYTES + Long.BYTES + MODEL_BYTES;
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(at + PageKey.BYTES);
    } catch (NoSuchFileException gone) {
      return false;
    }
    if (head.length < at + PageKey.BYTES) {
      return false;
    }
    ByteBuffer words = ByteBuffer.wrap(head);
    return words.getLong(0) == MAGIC
        && new PageKey(words.getLong(at), words.getLong(at + Long.BYTES)).equals(root);
  }

  /// Where the payload begins in a file.
  int payloadAt(byte[] model) {
    return head(model, 0).length;
  }

  /// Writes the sum to the last bytes of `file`.
  static void seal(byte[] file) {
    ByteBuffer.wrap(file).putInt(file.length - CRC_BYTES, sum(file));
  }

  /// Writes `bytes` so that `file` is either whole or not there, whenever the power fails.
  static void write(byte[] bytes, Path file, Path temporary) throws IOException {
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        int at = 0;
        while (at < bytes.length) {
          int count = Math.min(WRITE_BYTES, bytes.length - at);
          at += channel.write(ByteBuffer.wrap(bytes, at, count));
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Reads `file` into `bytes`, which holds the wanted head already.
  ///
  /// @return what is wrong with it, or an empty string
  static String read(Path file, byte[] bytes, int payloadAt) throws IOException {
    long size = Files.size(file);
    if (size != bytes.length) {
      return "it has %,d bytes, wanted %,d".formatted(size, bytes.length);
    }
    byte[] head = Arrays.copyOf(bytes, payloadAt);
    try (InputStream in = Files.newInputStream(file)) {
      int count = in.readNBytes(bytes, 0, bytes.length);
      if (count != bytes.length) {
        return "it ends at byte %,d, wanted %,d".formatted(count, bytes.length);
      }
    }
    int differs = Arrays.mismatch(head, 0, payloadAt, bytes, 0, payloadAt);
    if (differs >= 0) {
      return "byte %,d of its head is %d, wanted %d"
          .formatted(differs, bytes[differs], head[differs]);
    }
    int found = ByteBuffer.wrap(bytes).getInt(bytes.length - CRC_BYTES);
    int wanted = sum(bytes);
    return found == wanted ? "" : "its sum is %08x, wanted %08x".formatted(found, wanted);
  }

  private static int sum(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file, 0, file.length - CRC_BYTES);
    return (int) crc.getValue();
  }
}
