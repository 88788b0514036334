package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Readers that take a byte a second of a stream that never ends.
class SlowReadersTest {
  private static final int SLOW = 100;
  private static final int FAST = 8;
  private static final int RUNNING = SLOW + FAST;
  private static final int CONTEXT = 1 << 15;
  private static final int MOST_BYTES = 64 << 10;
  private static final int MEASURED_SECONDS = Rounds.of(3, 30);
  private static final long PASS_NANOS = 4_000_000;

  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void keepsLittleForThemCutsThemOffAndServesTheOthersAsFastAsEver() throws Exception {
    assumeTrue(SendQueues.canBeSeen(), "no /proc/net/tcp here");
    try (Stage stage = new Stage(Stage.options(CONTEXT, RUNNING, 64, CONTEXT / 4));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.model.forward().pace(PASS_NANOS);
      read(stage, FAST * 2, 50);
      double alone = fast(stage, clients);
      long heapBefore = heap();
      List<Future<?>> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        String content = "slow " + i;
        slow.add(clients.submit(() -> slow(stage, content)));
      }
      assertThat(Stage.within(Duration.ofSeconds(20), () -> stage.load().running() >= SLOW))
          .as("%s", stage.load())
          .isTrue();
      Future<Long> fullest = clients.submit(() -> fullest(stage));
      double beside = fast(stage, clients);
      long heapBeside = heap();
      long start = System.nanoTime();
      assertThat(Stage.within(Duration.ofSeconds(60), () -> stage.idle()))
          .as("%s", stage.load())
          .isTrue();
      assertThat(Stage.within(Duration.ofSeconds(10), () -> open(stage) == 0))
          .as("connections that the server has not closed: %d", open(stage))
          .isTrue();
      double waited = (System.nanoTime() - start) / 1e9;
      over.set(true);
      for (Future<?> reader : slow) {
        reader.get();
      }
      assertThat(fullest.get()).isLessThanOrEqualTo(MOST_BYTES);
      Rounds.figure(
          "slow readers",
          "%d readers at 1 byte/s: at most %,d bytes wait in a connection, heap %+,d KiB in all while"
              + " they read; all cut off (%.1f s after the measurement); the others %.0f tokens/s alone,"
              + " %.0f beside them (%.1f %%)",
          SLOW,
          fullest.get(),
          (heapBeside - heapBefore) >> 10,
          waited,
          alone,
          beside,
          100 * beside / alone);
      if (Rounds.LONG) {
        assertThat(beside).isGreaterThanOrEqualTo(0.9 * alone);
        // with all else that a connection and a sequence take, and with the clients, who live here
        // too
        assertThat(heapBeside - heapBefore).isLessThanOrEqualTo(2L * SLOW * MOST_BYTES);
      }
    }
  }

  /// Tokens per second of readers that read, over some seconds.
  private static double fast(Stage stage, ExecutorService clients) throws Exception {
    int tokens = (int) (MEASURED_SECONDS * 1_000_000_000L / PASS_NANOS / 2);
    List<Future<Double>> speeds = new ArrayList<>();
    for (int i = 0; i < FAST; i++) {
      int number = i;
      speeds.add(clients.submit(() -> read(stage, number, tokens)));
    }
    double sum = 0;
    for (Future<Double> speed : speeds) {
      sum += speed.get();
    }
    return sum;
  }

  private static double read(Stage stage, int number, int tokens) throws IOException {
    String content = "fast " + number;
    try (RawClient client = stage.client()) {
      client.post(Stage.CHAT, Stage.body(content, tokens, true));
      assertThat(client.head().status()).isEqualTo(200);
      Transcript transcript = Transcript.of(client);
      assertThat(transcript.isWhole(tokens)).as("%s", transcript).isTrue();
      assertThat(transcript.text()).isEqualTo(stage.answer(content, tokens));
      return (tokens - 1) / ((transcript.last() - transcript.first()) / 1e9);
    }
  }

  private static long open(Stage stage) {
    try {
      return SendQueues.open(stage.port());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// Reads a byte a second until the end of the test.
  private Void slow(Stage stage, String content) throws Exception {
    try (RawClient client = new RawClient(stage.port(), 4096)) {
      client.post(Stage.CHAT, Stage.body(content, CONTEXT - 100, true));
      while (!over.get()) {
        try {
          client.socket.getInputStream().read();
        } catch (IOException cut) {
          return null;
        }
        for (int i = 0; i < 10 && !over.get(); i++) {
          Thread.sleep(100);
        }
      }
    }
    return null;
  }

  private long fullest(Stage stage) throws Exception {
    long fullest = 0;
    while (!over.get()) {
      fullest = Math.max(fullest, SendQueues.fullest(stage.port()));
      Thread.sleep(100);
    }
    return fullest;
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
