package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Main;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// SIGTERM for `fathom serve` in a process of its own, with the embedded model, while it answers.
class ShutdownTest {
  private static final int STREAMS = 50;
  private static final double DRAIN_SECONDS = 1.5;

  /// What fits into the embedded model's context of 512 tokens.
  private static final int LONGEST = 490;

  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  @Test
  void refusesWhatIsNewAndEndsWhatRunsInOrder() throws Exception {
    Map<String, String> environment =
        Map.of(
            "FATHOM_PATIENCE_SHUTDOWN",
            Double.toString(DRAIN_SECONDS),
            "FATHOM_ENGINE_THREADS",
            "1",
            "FATHOM_ENGINE_CACHE_TOKENS",
            "65536",
            "XDG_CONFIG_HOME",
            "/nowhere");
    String endless = endless();
    // the child ends first, whatever happens, so that nobody waits for it
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        Child child = new Child(Main.class, environment, "serve", "--port", "0")) {
      int port = port(child.lineWith("127.0.0.1:"));
      CountDownLatch begun = new CountDownLatch(STREAMS);
      List<Future<Transcript>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        // at whatever speed: the first end in time by themselves, the last do not
        int tokens = i < STREAMS / 2 ? 2 + i : LONGEST;
        String body = body(i, tokens, i < STREAMS / 2 ? 1 : 8, endless);
        streams.add(clients.submit(() -> stream(port, body, begun)));
      }
      assertThat(begun.await(60, TimeUnit.SECONDS)).as("all streams have begun").isTrue();
      long start = System.nanoTime();
      child.terminate();
      int refused = refusals(port);
      int finished = 0;
      int failed = 0;
      for (Future<Transcript> stream : streams) {
        Transcript transcript = stream.get();
        assertThat(transcript.endedInOrder()).as("%s", transcript).isTrue();
        finished += transcript.error() == null ? 1 : 0;
        failed += transcript.error() == null ? 0 : 1;
      }
      assertThat(child.ends(12_000)).as("the process has ended").isTrue();
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(child.exitValue()).isZero();
      assertThat(refused).as("new requests refused with 503 and Retry-After").isPositive();
      assertThat(finished).as("streams that ended by themselves").isPositive();
      assertThat(failed).as("streams that were ended with an error").isPositive();
      assertThat(seconds).isLessThan(DRAIN_SECONDS + (Rounds.LONG ? 2 : 7));
      Rounds.figure(
          "SIGTERM with streams running",
          "%d streams, %.1f s to drain: %d finished, %d ended with an error event, %d new requests"
              + " refused with 503 and Retry-After, exit code 0 after %.2f s",
          STREAMS,
          DRAIN_SECONDS,
          finished,
          failed,
          refused,
          seconds);
    }
  }

  /// The bias that keeps the embedded model from ending its turn.
  private static String endless() {
    try (Fathom fathom = Fathom.embedded(FathomOptions.DEFAULTS)) {
      return fathom.file().endTokens().stream()
          .map(id -> "\"" + id + "\":-100")
          .collect(Collectors.joining(",", "{", "}"));
    }
  }

  private static String body(int number, int tokens, int choices, String bias) {
    return ("{\"messages\":[{\"role\":\"user\",\"content\":\"%d + 1\"}],\"max_tokens\":%d,\"n\":%d,"
            + "\"stream\":true,\"logit_bias\":%s}")
        .formatted(number, tokens, choices, bias);
  }

  private static int port(String line) {
    Matcher matcher = PORT.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static Transcript stream(int port, String body, CountDownLatch begun) throws IOException {
    try (RawClient client = new RawClient(port)) {
      assertThat(client.post(Stage.CHAT, body).head().status()).isEqualTo(200);
      Transcript transcript = new Transcript();
      boolean first = true;
      for (String data = client.event(); data != null; data = client.event()) {
        transcript.add(data);
        if (first && transcript.events() > 0) {
          begun.countDown();
          first = false;
        }
      }
      return transcript;
    }
  }

  /// Asks until nobody is there any more; how often the answer was a proper refusal.
  private static int refusals(int port) throws InterruptedException {
    int refused = 0;
    try {
      for (int i = 0; i < 10; i++) {
        Thread.sleep(100);
        try (RawClient client = new RawClient(port)) {
          RawClient.Reply reply = client.ask(Stage.CHAT, Stage.body("late", 5, false));
          if (reply.status() == 503) {
            assertThat(reply.headers()).containsKey("retry-after");
            refused++;
          }
        }
      }
    } catch (IOException closed) {
      // it has ended already
    }
    return refused;
  }
}
