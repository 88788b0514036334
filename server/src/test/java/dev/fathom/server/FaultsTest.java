package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Clients that vanish, stall, crowd or come late.
class FaultsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final EngineOptions OPTIONS = new EngineOptions(1 << 20, ElementType.F16, 256);
  private static final Patience SHORT =
      new Patience(
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(50));

  private final LetterForward forward = new LetterForward();

  private Stage stage(EngineOptions options) {
    return Stage.letters(ServerConfig.DEFAULTS.withPatience(SHORT), forward, options);
  }

  private static String request(String content, int tokens, boolean stream) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":%d,\"stream\":%b}"
        .formatted(content, tokens, stream);
  }

  private static boolean within(Duration time, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(5);
    }
    return condition.getAsBoolean();
  }

  private static boolean idle(Stage stage) {
    return stage.engine.load().running() == 0 && stage.engine.load().waiting() == 0;
  }

  @Test
  void endsAStreamWhoseClientHasGone() throws Exception {
    forward.nanos = 2_000_000;
    try (Stage stage = stage(OPTIONS)) {
      try (RawClient client = new RawClient(stage.server.port())) {
        client.post(CHAT, request("x", 100_000, true)).until("\"content\":\"");
      } catch (IOException other) {
        throw new AssertionError(other);
      }
      assertThat(within(Duration.ofMillis(500), () -> idle(stage))).isTrue();
    }
  }

  @Test
  void endsAnAnswerInOnePieceWhoseClientHasGone() throws Exception {
    forward.nanos = 2_000_000;
    try (Stage stage = stage(OPTIONS)) {
      try (RawClient client = new RawClient(stage.server.port())) {
        client.post(CHAT, request("x", 100_000, false));
        assertThat(within(Duration.ofSeconds(5), () -> stage.engine.load().running() == 1))
            .isTrue();
      }
      assertThat(within(Duration.ofMillis(500), () -> idle(stage))).isTrue();
    }
  }

  @Test
  void takesAClientThatHasGoneOutOfTheQueue() throws Exception {
    forward.nanos = 2_000_000;
    EngineOptions one =
        new EngineOptions(
            1 << 20,
            ElementType.F16,
            256,
            new EngineOptions.Sequences(1, 100),
            EngineOptions.Prefixes.NONE,
            0);
    try (Stage stage = stage(one);
        RawClient first = new RawClient(stage.server.port())) {
      first.post(CHAT, request("x", 100_000, true)).until("data: ");
      try (RawClient second = new RawClient(stage.server.port())) {
        second.post(CHAT, request("y", 100_000, false));
        assertThat(within(Duration.ofSeconds(5), () -> stage.engine.load().waiting() == 1))
            .isTrue();
      }
      assertThat(within(Duration.ofMillis(500), () -> stage.engine.load().waiting() == 0)).isTrue();
      assertThat(stage.engine.load().running()).isEqualTo(1);
    }
  }

  @Test
  void leavesTheNeighboursAloneWhenManyVanish() throws Exception {
    forward.nanos = 200_000;
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    try (Stage stage = stage(OPTIONS);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> neighbours = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String content = "neighbour " + i;
        neighbours.add(
            clients.submit(
                () ->
                    stage
                        .ok(CHAT, request(content, 1500, false))
                        .path("choices")
                        .get(0)
                        .path("message")
                        .path("content")
                        .asString()));
      }
      Random random = new Random(seed);
      List<Future<?>> vanishing = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        int after = random.nextInt(2000);
        boolean stream = random.nextBoolean();
        vanishing.add(
            clients.submit(
                () -> {
                  try (RawClient client = new RawClient(stage.server.port())) {
                    client.post(CHAT, request("gone", 50_000, stream));
                    Thread.sleep(after / 10);
                  }
                  return null;
                }));
      }
      for (Future<?> gone : vanishing) {
        gone.get();
      }
      for (int i = 0; i < neighbours.size(); i++) {
        String prompt = "user:neighbour " + i + ";a:";
        assertThat(neighbours.get(i).get()).isEqualTo(LetterForward.answer(prompt, 1500));
      }
      assertThat(within(Duration.ofSeconds(2), () -> idle(stage))).isTrue();
      assertThat(stage.engine.load().usedPages()).isZero();
    }
  }

  @Test
  void cutsOffAReaderThatDoesNotRead() throws Exception {
    // all of it would take 20 s
    forward.nanos = 100_000;
    try (Stage stage = stage(OPTIONS);
        RawClient client = new RawClient(stage.server.port())) {
      client.post(CHAT, request("x", 200_000, true)).until("data: ");
      assertThat(within(Duration.ofSeconds(5), () -> idle(stage))).isTrue();
      // what the kernel has buffered on both sides is all that was ever kept
      assertThat(client.socket.getInputStream().readAllBytes().length).isLessThan(1 << 20);
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void closesARequestThatNeverBecomesWhole() throws Exception {
    try (Stage stage = stage(OPTIONS)) {
      List<RawClient> half = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        half.add(new RawClient(stage.server.port()));
        half.getLast()
            .send(
                i % 2 == 0
                    ? "POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\n"
                    : "POST "
                        + CHAT
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
      }
      assertThat(stage.ok(CHAT, request("x", 5, false)).has("choices")).isTrue();
      long start = System.nanoTime();
      for (RawClient client : half) {
        try {
          client.rest();
        } catch (IOException reset) {
          assertThat(reset).hasMessageContaining("reset");
        }
        client.close();
      }
      assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }
  }

  @Test
  void refusesAtOnceWhenTheQueueIsFull() throws Exception {
    forward.gate.drainPermits();
    EngineOptions narrow =
        new EngineOptions(
            1 << 20,
            ElementType.F16,
            256,
            new EngineOptions.Sequences(1, 1),
            EngineOptions.Prefixes.NONE,
            0);
    try (Stage stage = stage(narrow);
        RawClient first = new RawClient(stage.server.port());
        RawClient second = new RawClient(stage.server.port())) {
      first.post(CHAT, request("x", 5, false));
      assertThat(within(Duration.ofSeconds(5), () -> stage.engine.load().running() == 1)).isTrue();
      second.post(CHAT, request("x", 5, false));
      assertThat(within(Duration.ofSeconds(5), () -> stage.engine.load().waiting() == 1)).isTrue();
      long start = System.nanoTime();
      HttpResponse<String> refused = stage.post(CHAT, request("x", 5, false));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(System.nanoTime() - start).isLessThan(500_000_000L);
      forward.gate.release(100_000);
      assertThat(first.status()).isEqualTo(200);
      assertThat(second.status()).isEqualTo(200);
    } finally {
      forward.gate.release(100_000);
    }
  }

  @Test
  void finishesWhatRunsAndRefusesWhatIsNewWhenItEnds() throws Exception {
    forward.nanos = 1_000_000;
    Stage stage = stage(OPTIONS);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> quick =
          clients.submit(() -> stage.post(CHAT, request("x", 300, true)));
      Future<HttpResponse<String>> endless =
          clients.submit(() -> stage.post(CHAT, request("x", 500_000, true)));
      assertThat(within(Duration.ofSeconds(5), () -> stage.engine.load().running() == 2)).isTrue();
      Future<?> closing = clients.submit(() -> stage.server.close());
      Thread.sleep(100);
      HttpResponse<String> late = stage.post(CHAT, request("x", 5, false));
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("Retry-After")).isPresent();
      assertThat(stage.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(quick.get().body()).endsWith("data: [DONE]\n\n");
      assertThat(endless.get().body()).doesNotContain("[DONE]").contains("shutting_down");
      closing.get();
    } finally {
      stage.close();
    }
  }

  @Test
  void saysThatItIsNotReadyWhenTheEngineIsDead() throws Exception {
    forward.fragile = true;
    try (Stage stage = stage(OPTIONS)) {
      assertThat(stage.get("/health/ready").statusCode()).isEqualTo(200);
      HttpResponse<String> broken = stage.post(CHAT, request("\\u001e", 5, false));
      assertThat(broken.statusCode()).isEqualTo(500);
      assertThat(broken.body()).contains("generation_failed").doesNotContain("arithmetic");
      String stream = stage.post(CHAT, request("\\u001e", 5, true)).body();
      assertThat(stream).contains("\"error\"").doesNotContain("[DONE]");
      assertThat(stage.post(CHAT, request("\\u001f", 5, false)).statusCode()).isEqualTo(503);
      HttpResponse<String> after = stage.post(CHAT, request("x", 5, false));
      assertThat(after.statusCode()).isEqualTo(503);
      assertThat(within(Duration.ofSeconds(4), () -> ready(stage) == 503)).isTrue();
      assertThat(stage.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void endsAnAnswerThatTakesTooLong() throws Exception {
    forward.nanos = 1_000_000;
    Patience impatient =
        new Patience(
            SHORT.request(),
            SHORT.reader(),
            SHORT.idle(),
            Duration.ofMillis(300),
            SHORT.shutdown(),
            SHORT.silence());
    ServerConfig config = ServerConfig.DEFAULTS.withPatience(impatient);
    try (Stage stage = Stage.letters(config, forward, OPTIONS)) {
      HttpResponse<String> late = stage.post(CHAT, request("x", 500_000, false));
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.body()).contains("timeout");
      assertThat(stage.post(CHAT, request("x", 500_000, true)).body())
          .contains("took too long")
          .doesNotContain("[DONE]");
    }
  }

  @Test
  void saysThatAStreamIsAliveWhileNothingComes() throws Exception {
    forward.nanos = 400_000_000;
    String messages =
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":2,\"stream\":true}";
    try (Stage stage = stage(OPTIONS)) {
      String chat = stage.post(CHAT, "{" + messages).body();
      assertThat(occurrences(": alive\n\n", chat)).isBetween(3, 16);
      assertThat(Stage.data(chat).getLast()).isEqualTo("[DONE]");
      String prompt = "{\"prompt\":\"x\",\"max_tokens\":2,\"stream\":true}";
      assertThat(stage.post("/v1/completions", prompt).body()).contains(": alive\n\n");
      String input = "{\"input\":\"x\",\"max_output_tokens\":2,\"stream\":true}";
      assertThat(stage.post("/v1/responses", input).body()).contains(": alive\n\n");
      String message = stage.post("/v1/messages", "{" + messages).body();
      assertThat(message).doesNotContain(": alive");
      // the first stands at the beginning of every stream
      assertThat(occurrences("event: ping\ndata: {\"type\":\"ping\"}\n\n", message))
          .isBetween(4, 17);
      forward.nanos = 0;
      assertThat(stage.post(CHAT, "{" + messages).body()).doesNotContain(": alive");
    }
  }

  private static int occurrences(String part, String text) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  private static int ready(Stage stage) {
    try {
      return stage.get("/health/ready").statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
