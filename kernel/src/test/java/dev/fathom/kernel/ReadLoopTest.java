package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadLoopTest {
  @Test
  void readsEveryLongOnce() {
    Random random = new Random(7);
    try (Arena arena = Arena.ofShared();
        WorkerTeam team = new WorkerTeam(3)) {
      MemorySegment buffer = arena.allocate(5L * ReadLoop.PORTION, 64);
      long wanted = 0;
      for (long at = 0; at < buffer.byteSize(); at += Long.BYTES) {
        long value = random.nextLong();
        buffer.set(ValueLayout.JAVA_LONG, at, value);
        wanted += value;
      }
      assertThat(ReadLoop.sum(team, buffer)).isEqualTo(wanted);
      assertThatThrownBy(() -> ReadLoop.sum(team, buffer.asSlice(8)))
          .hasMessage("got 5242872 bytes, wanted a multiple of 1048576");
    }
  }

  @Test
  void measuresBytesASecond() {
    try (WorkerTeam team = new WorkerTeam(2);
        ReadLoop loop = new ReadLoop(team, 32L * ReadLoop.PORTION)) {
      // slower than a disk, or faster than any memory, would be a mistake of units
      double best = IntStream.range(0, 5).mapToDouble(_ -> loop.bytesPerSecond()).max().orElse(0);
      assertThat(best).isBetween(1e7, 1e13);
    }
  }
}
