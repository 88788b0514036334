package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Many streams at once. Every letter hangs on all before it, so that one that is lost, doubled or
/// out of order changes the text.
class StreamsTest {
  private static final int STREAMS = Rounds.of(200, 1000);
  private static final int SECONDS = Rounds.of(10, 300);
  private static final int STEPS_PER_SECOND = Rounds.of(20, 10);
  private static final int TOKENS = SECONDS * STEPS_PER_SECOND;

  /// @param sent when the request went out
  private record Seen(int number, long sent, Transcript transcript) {}

  @Test
  void losesDoublesAndReordersNothingInManyStreams() throws Exception {
    int each = Math.ceilDiv(TOKENS + 64, 64) * 64;
    try (Stage stage = new Stage(Stage.options(each, STREAMS, 64, each));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.model.forward().pace(1_000_000_000L / STEPS_PER_SECOND);
      long start = System.nanoTime();
      List<Future<Seen>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        int number = i;
        streams.add(clients.submit(() -> stream(stage, number)));
      }
      List<Seen> seen = new ArrayList<>();
      for (Future<Seen> stream : streams) {
        seen.add(stream.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      for (Seen one : seen) {
        Transcript transcript = one.transcript;
        assertThat(transcript.isWhole(TOKENS)).as("stream %d: %s", one.number, transcript).isTrue();
        assertThat(transcript.text())
            .as("stream %d", one.number)
            .isEqualTo(stage.answer("stream " + one.number, TOKENS));
      }
      assertThat(Stage.within(Duration.ofSeconds(5), stage::idle)).as("%s", stage.load()).isTrue();
      tell(seen, seconds);
    }
  }

  private static Seen stream(Stage stage, int number) throws Exception {
    try (RawClient client = stage.client()) {
      long sent = System.nanoTime();
      client.post(Stage.CHAT, Stage.body("stream " + number, TOKENS, true));
      assertThat(client.head().status()).isEqualTo(200);
      return new Seen(number, sent, Transcript.of(client));
    }
  }

  private static void tell(List<Seen> seen, double seconds) {
    long[] gaps =
        seen.stream().flatMapToLong(one -> LongStream.of(one.transcript.gaps())).toArray();
    long[] firsts = seen.stream().mapToLong(one -> one.transcript.first() - one.sent).toArray();
    Rounds.figure(
        "concurrent SSE streams",
        "%,d streams x %,d tokens in %.1f s: all %,d tokens right, none lost, doubled or reordered;"
            + " %,.0f events/s; first token p50 %d ms, p99 %d ms; between tokens (paced at %d ms)"
            + " p50 %d ms, p99 %d ms, longest %d ms",
        STREAMS,
        TOKENS,
        seconds,
        (long) STREAMS * TOKENS,
        STREAMS * TOKENS / seconds,
        millis(firsts, 50),
        millis(firsts, 99),
        1000 / STEPS_PER_SECOND,
        millis(gaps, 50),
        millis(gaps, 99),
        millis(gaps, 100));
  }

  private static long millis(long[] nanos, double percent) {
    return Rounds.percentile(nanos, percent) / 1_000_000;
  }
}
