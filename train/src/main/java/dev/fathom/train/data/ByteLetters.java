package dev.fathom.train.data;

import java.nio.charset.StandardCharsets;

/// GPT-2's spelling of bytes as letters: printable ones stand for themselves, the others for U+0100
/// and up, in order.
final class ByteLetters {
  private static final char[] LETTERS = letters();

  private ByteLetters() {}

  static String of(int value) {
    return String.valueOf(LETTERS[value]);
  }

  /// The UTF-8 bytes of `text`, each as a number.
  static int[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }

  private static char[] letters() {
    char[] letters = new char[256];
    char next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~')
              || (value >= 0xa1 && value <= 0xac)
              || (value >= 0xae && value <= 0xff);
      letters[value] = printable ? (char) value : next++;
    }
    return letters;
  }
}
