package dev.fathom.text;

import java.nio.charset.StandardCharsets;

/// GPT-2's alphabet: one printable letter for each of the 256 bytes, so that tokens of any bytes
/// can be spelt. Printable bytes of Latin-1 stand for themselves, the rest for the letters from
/// U+0100 on.
final class ByteAlphabet {
  private static final char[] LETTERS = new char[256];
  private static final short[] BYTES = new short[0x180];

  static {
    java.util.Arrays.fill(BYTES, (short) -1);
    char next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 0x20 && b < 0x7F) || (b > 0xA0 && b != 0xAD);
      LETTERS[b] = printable ? (char) b : next++;
      BYTES[LETTERS[b]] = (short) b;
    }
  }

  private ByteAlphabet() {}

  /// The letter for byte `b`.
  static char letter(int b) {
    return LETTERS[b];
  }

  /// The letters for the UTF-8 bytes of `text`.
  static String letters(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] letters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      letters[i] = LETTERS[bytes[i] & 0xFF];
    }
    return new String(letters);
  }

  /// The bytes that `letters` stand for; if one is not of the alphabet, the UTF-8 of them all.
  static byte[] bytes(String letters) {
    byte[] bytes = new byte[letters.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = letters.charAt(i);
      if (letter >= BYTES.length || BYTES[letter] < 0) {
        return letters.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) BYTES[letter];
    }
    return bytes;
  }
}
