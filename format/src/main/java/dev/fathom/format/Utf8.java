package dev.fathom.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Strict UTF-8 (RFC 3629) in a file's bytes: no overlong forms, no surrogates, nothing beyond
/// U+10FFFF. The JDK's decoder would replace what is broken instead of telling.
final class Utf8 {
  private static final ValueLayout.OfLong EIGHT_BYTES = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /// The first byte of `bytes` that belongs to no character, or -1 where all do.
  static long firstMalformed(MemorySegment bytes) {
    long size = bytes.byteSize();
    long at = 0;
    while (at < size) {
      if (at + Long.BYTES <= size && (bytes.get(EIGHT_BYTES, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
        continue;
      }
      int length = characterLength(bytes, at, size);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  /// The text of bytes that have been checked.
  static String decode(MemorySegment bytes) {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /// Bytes of the character that starts at `at`, or 0 if none does.
  private static int characterLength(MemorySegment bytes, long at, long size) {
    int first = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > size || !secondFits(bytes, at, first)) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /// The second byte is where overlong forms, surrogates and too large values show.
  private static boolean secondFits(MemorySegment bytes, long at, int first) {
    int second = bytes.get(ValueLayout.JAVA_BYTE, at + 1) & 0xFF;
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= lowest && second <= highest;
  }
}
