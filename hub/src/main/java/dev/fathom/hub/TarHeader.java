package dev.fathom.hub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The 512 bytes before each file of a tar archive (POSIX.1-1988 `ustar`), as far as bundles need
/// them: plain files, long names in a `pax` record before, lengths over 8 GiB in base 256.
///
/// @param type `0` a file, `x` records about the next one
record TarHeader(String name, long bytes, char type) {
  static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final long OCTAL_LIMIT = 1L << 33;

  /// Bytes from the end of a content of `bytes` to the next header.
  static int padding(long bytes) {
    return (int) (-bytes & (BLOCK - 1));
  }

  boolean isTooLong() {
    return name.getBytes(StandardCharsets.UTF_8).length > NAME;
  }

  byte[] toBytes() {
    byte[] block = new byte[BLOCK];
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(path, 0, block, 0, Math.min(path.length, NAME));
    put(block, 100, "0000644");
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    putSize(block);
    put(block, 136, "00000000000"); // the same bundle of the same model is the same file
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    put(block, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", checksum(block)));
    return block;
  }

  private void putSize(byte[] block) {
    if (bytes < OCTAL_LIMIT) {
      put(block, SIZE, String.format(Locale.ROOT, "%011o", bytes));
      return;
    }
    for (int i = 0; i < 8; i++) {
      block[SIZE + 11 - i] = (byte) (bytes >>> (8 * i));
    }
    block[SIZE] = (byte) 0x80;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, block, at, ascii.length);
  }

  /// The sum of all bytes, the checksum's own eight counted as spaces.
  private static int checksum(byte[] block) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
    }
    return sum;
  }

  /// Understands a block; throws an IllegalArgumentException that says what is wrong with it.
  static TarHeader of(byte[] block) {
    String sum = text(block, CHECKSUM, 8).strip();
    if (!sum.matches("[0-7]{1,7}") || Integer.parseInt(sum, 8) != checksum(block)) {
      throw new IllegalArgumentException("a header's checksum is wrong");
    }
    if (!text(block, 345, 155).isEmpty()) {
      throw new IllegalArgumentException("a header has a name in two parts");
    }
    char type = block[156] == 0 ? '0' : (char) block[156];
    return new TarHeader(text(block, 0, NAME), size(block), type);
  }

  private static long size(byte[] block) {
    if (block[SIZE] == (byte) 0x80) {
      long bytes = 0;
      for (int i = 4; i < 12; i++) {
        bytes = (bytes << 8) | (block[SIZE + i] & 0xff);
      }
      if (bytes < 0) {
        throw new IllegalArgumentException("a header has a length over 63 bits");
      }
      return bytes;
    }
    String octal = text(block, SIZE, 12).strip();
    if (!octal.matches("[0-7]{1,11}")) {
      throw new IllegalArgumentException("a header has no length");
    }
    return Long.parseLong(octal, 8);
  }

  private static String text(byte[] block, int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    return new String(Arrays.copyOfRange(block, from, end), StandardCharsets.UTF_8);
  }
}
