package dev.fathom.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// How fast a team reads memory: a loop that adds up a buffer much larger than any cache. No kernel
/// that reads its weights from memory can be faster.
public final class ReadLoop {
  /// Bytes of the buffer.
  public static final long BYTES = 1L << 30;

  /// Bytes that a thread takes at a time.
  static final int PORTION = 1 << 20;

  private static final int ROUNDS = 5;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int STEP = LONGS.vectorByteSize();
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private ReadLoop() {}

  /// Bytes a second of the fastest of five rounds over {@value #BYTES} bytes, after one that does
  /// not count. Takes the buffer's memory and about a second.
  public static double bytesPerSecond(WorkerTeam team) {
    return bytesPerSecond(team, BYTES, ROUNDS);
  }

  /// The same over `bytes` bytes, whole portions.
  static double bytesPerSecond(WorkerTeam team, long bytes, int rounds) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(bytes, 64);
      // pages that nobody wrote may all be one page of zeros
      buffer.fill((byte) 1);
      long wanted = bytes / Long.BYTES * 0x0101_0101_0101_0101L;
      long best = Long.MAX_VALUE;
      for (int round = 0; round <= rounds; round++) {
        long start = System.nanoTime();
        long sum = sum(team, buffer);
        long nanos = System.nanoTime() - start;
        if (sum != wanted) {
          throw new IllegalStateException("read " + sum + " from memory that holds " + wanted);
        }
        best = round == 0 ? best : Math.min(best, nanos);
      }
      return bytes / (best / 1e9);
    }
  }

  /// The sum of the longs in `buffer`, whole portions.
  static long sum(WorkerTeam team, MemorySegment buffer) {
    if (buffer.byteSize() % PORTION != 0) {
      throw new IllegalArgumentException(
          "got " + buffer.byteSize() + " bytes, wanted a multiple of " + PORTION);
    }
    AtomicLong sum = new AtomicLong();
    team.forRange(
        Math.toIntExact(buffer.byteSize() / PORTION),
        1,
        (from, to) -> {
          for (int portion = from; portion < to; portion++) {
            sum.addAndGet(sum(buffer.asSlice((long) portion * PORTION, PORTION)));
          }
        });
    return sum.get();
  }

  /// Four sums, so that no addition waits for the one before it.
  private static long sum(MemorySegment portion) {
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (int at = 0; at < PORTION; at += 4 * STEP) {
      a = a.add(LongVector.fromMemorySegment(LONGS, portion, at, ORDER));
      b = b.add(LongVector.fromMemorySegment(LONGS, portion, at + STEP, ORDER));
      c = c.add(LongVector.fromMemorySegment(LONGS, portion, at + 2 * STEP, ORDER));
      d = d.add(LongVector.fromMemorySegment(LONGS, portion, at + 3 * STEP, ORDER));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }
}
