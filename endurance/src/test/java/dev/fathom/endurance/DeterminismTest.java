package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.server.FathomServer;
import dev.fathom.server.ServedModel;
import dev.fathom.server.SingleModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The same greedy request many times, streamed and not, while others ask other things.
class DeterminismTest {
  private static final int REQUESTS = Rounds.of(50, 500);
  private static final int AT_ONCE = 24;
  private static final int NOISE = 6;
  private static final int TOKENS = 96;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void saysTheSameToTheSameRequestWhateverElseRuns() throws Exception {
    Random random = Rounds.random("noise");
    try (Fathom fathom = Fathom.embedded(FathomOptions.DEFAULTS);
        FathomServer server =
            FathomServer.start(
                Stage.config(Stage.PATIENCE), new SingleModel(ServedModel.of("r1-mini", fathom)));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      String alone = ask(server.port(), false);
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger others = new AtomicInteger();
      List<Future<?>> noise = new ArrayList<>();
      for (int i = 0; i < NOISE; i++) {
        Random own = new Random(random.nextLong());
        noise.add(clients.submit(() -> noise(server.port(), own, over, others)));
      }
      Map<String, Integer> outputs = new HashMap<>();
      Semaphore free = new Semaphore(AT_ONCE);
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        boolean stream = i % 2 == 0;
        answers.add(
            clients.submit(
                () -> {
                  free.acquire();
                  try {
                    return ask(server.port(), stream);
                  } finally {
                    free.release();
                  }
                }));
      }
      for (Future<String> answer : answers) {
        outputs.merge(answer.get(), 1, Integer::sum);
      }
      over.set(true);
      for (Future<?> other : noise) {
        other.get();
      }
      assertThat(outputs).containsExactly(Map.entry(alone, REQUESTS));
      assertThat(alone).hasSizeGreaterThan(40);
      Rounds.figure(
          "determinism",
          "%d greedy requests to the embedded model, %d at a time, half of them streamed, beside %d"
              + " sampled ones: %d output",
          REQUESTS,
          AT_ONCE,
          others.get(),
          outputs.size());
    }
  }

  /// Thought and answer of the request.
  private static String ask(int port, boolean stream) throws Exception {
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"What is 471 + 852 - 396?\"}],\"temperature\":0,"
            + "\"max_tokens\":%d,\"stream\":%b}".formatted(TOKENS, stream);
    StringBuilder thought = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    try (RawClient client = new RawClient(port)) {
      if (!stream) {
        JsonNode message =
            JSON.readTree(client.ask(Stage.CHAT, body).body())
                .path("choices")
                .path(0)
                .path("message");
        add(message, thought, answer);
      } else {
        client.post(Stage.CHAT, body).head();
        String last = "";
        for (String data = client.event(); data != null; data = client.event()) {
          if (!data.equals("[DONE]")) {
            add(JSON.readTree(data).path("choices").path(0).path("delta"), thought, answer);
          }
          last = data;
        }
        assertThat(last).isEqualTo("[DONE]");
      }
    }
    return thought + "|" + answer;
  }

  private static void add(JsonNode part, StringBuilder thought, StringBuilder answer) {
    thought.append(part.path("reasoning_content").asString(""));
    answer.append(part.path("content").asString(""));
  }

  private static Void noise(int port, Random random, AtomicBoolean over, AtomicInteger count)
      throws Exception {
    while (!over.get()) {
      String question = "What is " + random.nextInt(1000) + " + " + random.nextInt(1000) + "? ";
      String body =
          "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"temperature\":1,\"max_tokens\":%d}"
              .formatted(question.repeat(1 + random.nextInt(4)), 1 + random.nextInt(60));
      try (RawClient client = new RawClient(port)) {
        assertThat(client.ask(Stage.CHAT, body).status()).isEqualTo(200);
      }
      count.incrementAndGet();
    }
    return null;
  }
}
