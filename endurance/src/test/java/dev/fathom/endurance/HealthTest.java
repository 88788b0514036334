package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Whether the server's health is the engine's.
class HealthTest {
  private static final int STREAMS = 20;

  @Test
  void isNotReadySoonAfterTheEngineDiedUnderLoad() throws Exception {
    try (Stage stage = new Stage(Stage.options(8192, 32, 64, 2048));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.model.forward().pace(5_000_000);
      assertThat(ready(stage)).isEqualTo(200);
      List<Future<Transcript>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        String content = "doomed " + i;
        streams.add(clients.submit(() -> stream(stage, content)));
      }
      assertThat(Stage.within(Duration.ofSeconds(10), () -> stage.load().running() == STREAMS))
          .isTrue();
      assertThat(ready(stage)).isEqualTo(200);
      long start = System.nanoTime();
      stage.model.forward().die();
      assertThat(Stage.within(Duration.ofSeconds(5), () -> ready(stage) == 503)).isTrue();
      double seconds = (System.nanoTime() - start) / 1e9;
      for (int i = 0; i < STREAMS; i++) {
        Transcript transcript = streams.get(i).get();
        assertThat(transcript.error()).as("%s", transcript).isNotNull();
        assertThat(transcript.text()).isEqualTo(stage.answer("doomed " + i, transcript.pieces()));
      }
      try (RawClient client = stage.client()) {
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        RawClient.Reply late = client.ask(Stage.CHAT, Stage.body("x", 5, false));
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.headers()).containsKey("retry-after");
      }
      Rounds.figure(
          "health",
          "the engine died under %d streams: not ready %.2f s later, every stream ended with an error"
              + " event",
          STREAMS,
          seconds);
    }
  }

  @Test
  void isNotReadyWhileTheEngineHangsAndReadyAgainAfterwards() throws Exception {
    try (Stage stage = new Stage(Stage.options(8192, 32, 64, 2048))) {
      assertThat(ready(stage)).isEqualTo(200);
      long start = System.nanoTime();
      stage.model.forward().stall();
      try {
        // what was seen is told for 2 s, and a token is waited for 5 s
        assertThat(Stage.within(Duration.ofSeconds(9), () -> ready(stage) == 503)).isTrue();
        double seconds = (System.nanoTime() - start) / 1e9;
        Rounds.figure("health", "the engine hung: not ready %.2f s later", seconds);
      } finally {
        stage.model.forward().resume();
      }
      assertThat(Stage.within(Duration.ofSeconds(5), () -> ready(stage) == 200)).isTrue();
    }
  }

  private static Transcript stream(Stage stage, String content) throws Exception {
    try (RawClient client = stage.client()) {
      client.post(Stage.CHAT, Stage.body(content, 6000, true));
      assertThat(client.head().status()).isEqualTo(200);
      return Transcript.of(client);
    }
  }

  private static int ready(Stage stage) {
    try (RawClient client = stage.client()) {
      return client.get("/health/ready").status();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
