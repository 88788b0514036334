package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Ten times more comes than can be served. Clients come whether or not others have been served (an
/// open model), each with a connection of its own.
class OverloadTest {
  private static final int RUNNING = 8;
  private static final int WAITING = 16;
  private static final int TOKENS = 40;
  private static final int SECONDS = Rounds.of(4, 60);
  private static final long PASS_NANOS = 10_000_000;
  private static final long REFUSAL_NANOS = 50_000_000;

  private final Queue<Long> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void refusesAtOnceWhatIsTooMuchAndServesTheRestAsFastAsEver() throws Exception {
    try (Stage stage = new Stage(Stage.options(512, RUNNING, WAITING, 512))) {
      stage.model.forward().pace(PASS_NANOS);
      double peak = peak(stage);
      double overloaded = overload(stage, 10 * peak / TOKENS);
      long[] nanos = refusals.stream().mapToLong(x -> x).toArray();
      assertThat(nanos).as("refusals").isNotEmpty();
      assertThat(Stage.within(Duration.ofSeconds(5), stage::idle)).as("%s", stage.load()).isTrue();
      Rounds.figure(
          "overload, 10x",
          "%,d requests in %d s (%.0f/s, capacity %.1f/s): %,d served, %,d refused with 429 and"
              + " Retry-After in p50 %.1f ms, p99 %.1f ms, longest %.1f ms; %.0f tokens/s, %.1f %% of"
              + " the peak of %.0f",
          asked.get(),
          SECONDS,
          asked.get() / (double) SECONDS,
          peak / TOKENS,
          served.get(),
          nanos.length,
          Rounds.percentile(nanos, 50) / 1e6,
          Rounds.percentile(nanos, 99) / 1e6,
          Rounds.percentile(nanos, 100) / 1e6,
          overloaded,
          100 * overloaded / peak,
          peak);
      if (Rounds.LONG) {
        assertThat(Rounds.percentile(nanos, 99)).isLessThanOrEqualTo(REFUSAL_NANOS);
        assertThat(overloaded).isGreaterThanOrEqualTo(0.95 * peak);
      }
    }
  }

  /// Tokens per second while as many clients as may run and some more ask again and again.
  private double peak(Stage stage) throws Exception {
    AtomicInteger number = new AtomicInteger();
    long end = System.nanoTime() + SECONDS * 500_000_000L + 1_000_000_000L;
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RUNNING + WAITING / 2; i++) {
        Future<?> _ =
            clients.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    ask(stage, "calm " + number.incrementAndGet());
                  }
                  return null;
                });
      }
      Thread.sleep(1000);
      return rate(stage, SECONDS * 500L);
    }
  }

  private double overload(Stage stage, double perSecond) throws Exception {
    served.set(0);
    refusals.clear();
    long gap = (long) (1e9 / perSecond);
    AtomicInteger wrong = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var measured =
          clients.submit(
              () -> {
                Thread.sleep(500);
                return rate(stage, SECONDS * 1000L - 1000);
              });
      long start = System.nanoTime();
      for (int i = 0; i * gap < SECONDS * 1_000_000_000L; i++) {
        for (long left = left(start + i * gap); left > 0; left = left(start + i * gap)) {
          LockSupport.parkNanos(left);
        }
        String content = "crowd " + i;
        asked.incrementAndGet();
        Future<?> _ =
            clients.submit(
                () -> {
                  try {
                    ask(stage, content);
                  } catch (Throwable trouble) {
                    wrong.incrementAndGet();
                    System.out.println(content + ": " + trouble);
                  }
                });
      }
      return measured.get();
    } finally {
      assertThat(wrong.get()).as("requests neither served rightly nor refused rightly").isZero();
    }
  }

  private static long left(long until) {
    return until - System.nanoTime();
  }

  /// Completion tokens per second over the next `millis`.
  private static double rate(Stage stage, long millis) throws InterruptedException {
    long before = stage.load().completionTokens();
    long start = System.nanoTime();
    Thread.sleep(millis);
    long after = stage.load().completionTokens();
    return (after - before) / ((System.nanoTime() - start) / 1e9);
  }

  private void ask(Stage stage, String content) throws Exception {
    long start = System.nanoTime();
    try (RawClient client = stage.client()) {
      RawClient.Reply reply = client.ask(Stage.CHAT, Stage.body(content, TOKENS, false));
      if (reply.status() == 429) {
        refusals.add(System.nanoTime() - start);
        assertThat(Integer.parseInt(reply.headers().get("retry-after"))).isPositive();
      } else {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("\"content\":\"" + stage.answer(content, TOKENS) + "\"");
        served.incrementAndGet();
      }
    }
  }
}
