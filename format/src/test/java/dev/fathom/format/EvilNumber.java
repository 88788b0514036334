package dev.fathom.format;

import java.util.List;
import java.util.Random;

/// A number in place of a right one, of the kind at which parsers break.
final class EvilNumber {
  private static final List<Long> CLASSIC =
      List.of(
          0L,
          1L,
          2L,
          3L,
          4L,
          5L,
          7L,
          8L,
          31L,
          32L,
          33L,
          63L,
          64L,
          65L,
          127L,
          128L,
          255L,
          256L,
          4095L,
          4096L,
          65535L,
          65536L,
          0x7FFF_FFFFL,
          0x8000_0000L,
          0xFFFF_FFFFL,
          0x1_0000_0000L,
          0x7FFF_FFFF_FFFFL,
          1L << 48,
          1L << 60,
          1L << 61,
          1L << 62,
          Long.MAX_VALUE - 31,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          -32L,
          -2L,
          -1L);

  private EvilNumber() {}

  static long insteadOf(long right, int fileLength, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> right + random.nextInt(-2, 3);
      case 1 -> fileLength + random.nextInt(-64, 65);
      case 2 -> right << random.nextInt(1, 40);
      case 3 -> random.nextLong();
      default -> CLASSIC.get(random.nextInt(CLASSIC.size()));
    };
  }
}
