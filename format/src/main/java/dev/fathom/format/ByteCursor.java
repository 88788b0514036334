package dev.fathom.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads little-endian values one after another from a file's bytes. What does not fit into the
/// bytes that are really there is a {@link FormatException} naming file and byte.
final class ByteCursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final MemorySegment bytes;
  private long position;

  ByteCursor(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  byte i8(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, claim(1, what));
  }

  short i16(String what) {
    return bytes.get(SHORT, claim(2, what));
  }

  int i32(String what) {
    return bytes.get(INT, claim(4, what));
  }

  long u32(String what) {
    return Integer.toUnsignedLong(i32(what));
  }

  /// Values of 2^63 and more come out negative.
  long i64(String what) {
    return bytes.get(LONG, claim(8, what));
  }

  float f32(String what) {
    return Float.intBitsToFloat(i32(what));
  }

  double f64(String what) {
    return Double.longBitsToDouble(i64(what));
  }

  /// A number of things of at least `leastBytes` bytes each, for which the file has room.
  long count(String what, long leastBytes) {
    long at = position;
    long count = i64(what);
    if (count < 0 || count > remaining() / leastBytes) {
      throw tooMany(at, what, count, remaining() / leastBytes);
    }
    return count;
  }

  /// The UTF-8 bytes of a string (a 64-bit length before them), checked but not copied.
  MemorySegment text(String what) {
    long start = position;
    long length = i64(what);
    if (length < 0 || length > remaining()) {
      throw tooMany(start, "the length of " + what, length, remaining());
    }
    MemorySegment text = slice(length, what);
    long wrong = Utf8.firstMalformed(text);
    if (wrong >= 0) {
      throw failure(position - length + wrong, "the text of " + what + " is not valid UTF-8");
    }
    return text;
  }

  /// The next `count` bytes, which this cursor then stands behind.
  MemorySegment slice(long count, String what) {
    return bytes.asSlice(claim(count, what), count);
  }

  /// The bytes from `start` to here.
  MemorySegment since(long start) {
    return bytes.asSlice(start, position - start);
  }

  private FormatException tooMany(long at, String what, long found, long room) {
    return failure(
        at,
        (what + " is " + Quoted.number(found))
            + (", but the file has room for at most " + Quoted.number(room)));
  }

  /// A failure at byte `at`.
  FormatException failure(long at, String message) {
    return new FormatException(file + ": at byte " + Quoted.number(at) + ": " + message);
  }

  private long claim(long count, String what) {
    if (count < 0 || count > remaining()) {
      throw failure(
          position,
          what
              + (" needs " + Quoted.number(count) + " bytes, but the file ends after ")
              + (Quoted.number(remaining()) + " more; is the download incomplete?"));
    }
    long start = position;
    position += count;
    return start;
  }
}
