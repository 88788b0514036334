package dev.fathom.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The tokens `<0x00>` to `<0xFF>`, by which SentencePiece spells what it has no other token for.
final class BytePieces {
  private final int[] ids = new int[256];

  /// The byte tokens of `vocabulary`, as far as there are any.
  BytePieces(Vocabulary vocabulary) {
    Arrays.setAll(ids, b -> vocabulary.find(String.format("<0x%02X>", b)));
  }

  /// The byte that `spelling` stands for, or -1. Two digits in capitals and nothing else.
  static int byteOf(String spelling) {
    if (spelling.length() != 6 || !spelling.startsWith("<0x") || spelling.charAt(5) != '>') {
      return -1;
    }
    int high = digit(spelling.charAt(3));
    int low = digit(spelling.charAt(4));
    return high < 0 || low < 0 ? -1 : 16 * high + low;
  }

  /// Appends the byte tokens of `codePoint` to `out`; false, and nothing appended, if one is
  /// missing.
  boolean encode(int codePoint, IdList out) {
    byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      if (ids[b & 0xFF] < 0) {
        return false;
      }
    }
    for (byte b : bytes) {
      out.add(ids[b & 0xFF]);
    }
    return true;
  }

  /// Whether all 256 are there.
  boolean complete() {
    return Arrays.stream(ids).allMatch(id -> id >= 0);
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
