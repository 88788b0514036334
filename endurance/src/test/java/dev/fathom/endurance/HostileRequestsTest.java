package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.HashedModel;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that make no sense, down to their bytes: each is answered or refused, none with a 500,
/// none with silence, and whoever comes next is served rightly.
class HostileRequestsTest {
  private static final int REQUESTS = Rounds.of(100, 1000);
  private static final int CLIENTS = 4;
  private static final int CONTEXT = 1 << 15;
  private static final int SILENCE_MILLIS = 20_000;

  @ParameterizedTest
  @MethodSource("dev.fathom.endurance.HostileRequest#paths")
  void answersOrRefusesWhateverComes(String path) throws Exception {
    Random random = Rounds.random(path);
    try (Stage stage = new Stage(Stage.options(CONTEXT, 16, 256, CONTEXT / 4));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Integer, Integer> statuses = new TreeMap<>();
      Future<?>[] running = new Future<?>[CLIENTS];
      for (int i = 0; i < CLIENTS; i++) {
        Random own = new Random(random.nextLong());
        running[i] = clients.submit(() -> attack(stage, path, own, statuses));
      }
      for (Future<?> one : running) {
        one.get();
      }
      assertThat(Stage.within(java.time.Duration.ofSeconds(10), stage::idle))
          .as("%s", stage.load())
          .isTrue();
      Rounds.figure("hostile requests", "`%s`: %d, by status %s", path, REQUESTS, statuses);
    }
  }

  private static Void attack(
      Stage stage, String path, Random random, Map<Integer, Integer> statuses) throws IOException {
    for (int i = 0; i < REQUESTS / CLIENTS; i++) {
      HostileRequest request = HostileRequest.to(path, random);
      int status = status(stage, request);
      assertThat(status).as("%s", request).isBetween(200, 499);
      synchronized (statuses) {
        statuses.merge(status, 1, Integer::sum);
      }
      if (i % 5 == 0) {
        String content = "next " + i;
        try (RawClient client = stage.client()) {
          assertThat(client.ask(Stage.CHAT, Stage.body(content, 8, false)).body())
              .as("after %s", request)
              .contains("\"content\":\"" + stage.answer(content, 8) + "\"");
        }
      }
    }
    return null;
  }

  private static int status(Stage stage, HostileRequest request) throws IOException {
    try (RawClient client = stage.client()) {
      client.socket.setSoTimeout(SILENCE_MILLIS);
      try {
        client.send(request.bytes());
      } catch (IOException refusedEarly) {
        // the answer may lie there all the same
      }
      RawClient.Reply reply = client.reply();
      if (reply.status() >= 400) {
        assertThat(reply.body()).as("%s", request).contains("\"error\"").contains("\"message\"");
        assertThat(reply.body()).doesNotContain("dev.fathom").doesNotContain("Exception");
      }
      assertThat(reply.body()).isNotEqualTo(HashedModel.NAME);
      return reply.status();
    }
  }
}
