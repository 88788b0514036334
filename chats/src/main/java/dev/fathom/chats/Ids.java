package dev.fathom.chats;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Names that nobody can guess.
final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String next() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Not zero.
  static long nextNumber() {
    return RANDOM.nextLong(1, 1L << 62);
  }
}
