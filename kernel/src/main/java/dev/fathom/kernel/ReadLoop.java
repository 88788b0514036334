package dev.fathom.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// How fast a team reads memory: a loop that adds up a buffer much larger than any cache. No kernel
/// that reads its weights from memory can be faster.
public final class ReadLoop implements AutoCloseable {
  /// Bytes of the buffer.
  public static final long BYTES = 1L << 30;

  /// Bytes that a thread takes at a time.
  static final int PORTION = 1 << 20;

  private static final int ROUNDS = 5;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int STEP = LONGS.vectorByteSize();
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private final WorkerTeam team;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer;

  /// A loop of `team` over {@value #BYTES} bytes, which it takes until it is closed.
  public ReadLoop(WorkerTeam team) {
    this(team, BYTES);
  }

  /// Over `bytes` bytes, whole portions.
  ReadLoop(WorkerTeam team, long bytes) {
    this.team = team;
    buffer = arena.allocate(bytes, 64);
    // pages that nobody wrote may all be one page of zeros
    buffer.fill((byte) 1);
  }

  /// Reads all of it once; gives the bytes a second.
  public double bytesPerSecond() {
    long wanted = buffer.byteSize() / Long.BYTES * 0x0101_0101_0101_0101L;
    long start = System.nanoTime();
    long sum = sum(team, buffer);
    long nanos = System.nanoTime() - start;
    if (sum != wanted) {
      throw new IllegalStateException("read " + sum + " from memory that holds " + wanted);
    }
    return buffer.byteSize() / (nanos / 1e9);
  }

  @Override
  public void close() {
    arena.close();
  }

  /// The fastest of five rounds over {@value #BYTES} bytes, after one that does not count; takes
  /// the buffer's memory and about a second.
  public static double bytesPerSecond(WorkerTeam team) {
    try (ReadLoop loop = new ReadLoop(team)) {
      loop.bytesPerSecond();
      return IntStream.range(0, ROUNDS).mapToDouble(_ -> loop.bytesPerSecond()).max().orElse(0);
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
