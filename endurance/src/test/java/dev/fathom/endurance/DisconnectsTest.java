package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// Clients that vanish at random moments, while neighbours are being served.
class DisconnectsTest {
  private static final int DISCONNECTS = Rounds.of(200, 2000);
  private static final int NEIGHBOURS = 8;
  private static final int RUNNING = 32;
  private static final int AT_ONCE = 96;
  private static final int CONTEXT = 1 << 16;
  private static final int LONG_PROMPT = 30_000;

  /// When a client vanishes.
  private enum Moment {
    BEFORE_THE_HEADERS_END,
    WITHIN_THE_BODY,
    AT_ONCE,
    WAITING_OR_READ,
    IN_A_LONG_PROMPT,
    IN_THE_STREAM
  }

  @Test
  void freesEverythingAndLeavesTheNeighboursTheirText() throws Exception {
    Random random = Rounds.random("disconnects");
    try (Stage stage = new Stage(Stage.options(CONTEXT, RUNNING, 4096, CONTEXT / 4));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.model.forward().pace(2_000_000);
      boolean[] over = new boolean[1];
      List<Future<Integer>> neighbours = new ArrayList<>();
      for (int i = 0; i < NEIGHBOURS; i++) {
        String content = "neighbour " + i;
        neighbours.add(clients.submit(() -> neighbour(stage, content, over)));
      }
      assertThat(Stage.within(Duration.ofSeconds(10), () -> stage.load().running() > 0)).isTrue();
      Map<Moment, Integer> counts = vanish(stage, clients, random);
      int most = stage.load().waiting();
      synchronized (over) {
        over[0] = true;
      }
      int answers = 0;
      for (Future<Integer> neighbour : neighbours) {
        answers += neighbour.get();
      }
      long start = System.nanoTime();
      assertThat(Stage.within(Duration.ofSeconds(10), stage::idle)).as("%s", stage.load()).isTrue();
      long freed = (System.nanoTime() - start) / 1_000_000;
      try (RawClient client = stage.client()) {
        assertThat(client.ask(Stage.CHAT, Stage.body("after", 20, false)).body())
            .contains(stage.answer("after", 20));
      }
      Rounds.figure(
          "disconnects",
          "%,d clients vanished (%s), %d still waited when the last had gone; all slots and pages free"
              + " %d ms after the neighbours' last answer; %d neighbours' %d answers of 300 letters"
              + " equal to the undisturbed",
          DISCONNECTS,
          counts.toString().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
          most,
          freed,
          NEIGHBOURS,
          answers);
    }
  }

  /// Asks again and again, comparing each answer; how many there were.
  private static int neighbour(Stage stage, String content, boolean[] over) throws Exception {
    int answers = 0;
    boolean last = false;
    while (!last) {
      synchronized (over) {
        last = over[0];
      }
      String unique = content + " " + answers;
      try (RawClient client = stage.client()) {
        client.post(Stage.CHAT, Stage.body(unique, 300, true));
        assertThat(client.head().status()).isEqualTo(200);
        Transcript transcript = Transcript.of(client);
        assertThat(transcript.isWhole(300)).as("%s: %s", unique, transcript).isTrue();
        assertThat(transcript.text()).as(unique).isEqualTo(stage.answer(unique, 300));
      }
      answers++;
    }
    return answers;
  }

  private static Map<Moment, Integer> vanish(Stage stage, ExecutorService clients, Random random)
      throws Exception {
    Map<Moment, Integer> counts = new EnumMap<>(Moment.class);
    Semaphore free = new Semaphore(AT_ONCE);
    List<Future<?>> vanishing = new ArrayList<>();
    Moment[] moments = Moment.values();
    for (int i = 0; i < DISCONNECTS; i++) {
      Moment moment = moments[random.nextInt(moments.length)];
      counts.merge(moment, 1, Integer::sum);
      Random own = new Random(random.nextLong());
      free.acquire();
      vanishing.add(
          clients.submit(
              () -> {
                try (RawClient client = stage.client()) {
                  act(client, moment, own);
                  if (own.nextBoolean()) {
                    client.reset();
                  }
                } finally {
                  free.release();
                }
                return null;
              }));
    }
    for (Future<?> gone : vanishing) {
      gone.get();
    }
    return counts;
  }

  private static void act(RawClient client, Moment moment, Random random)
      throws IOException, InterruptedException {
    String content = "gone " + random.nextInt(1000);
    boolean streamed = random.nextBoolean();
    byte[] whole = RawClient.request(Stage.CHAT, Stage.body(content, 20_000, streamed));
    switch (moment) {
      case BEFORE_THE_HEADERS_END -> {
        client.send(java.util.Arrays.copyOf(whole, random.nextInt(80)));
        Thread.sleep(random.nextInt(20));
      }
      case WITHIN_THE_BODY -> {
        client.send(java.util.Arrays.copyOf(whole, whole.length - 1 - random.nextInt(60)));
        Thread.sleep(random.nextInt(20));
      }
      case AT_ONCE -> client.send(whole);
      case WAITING_OR_READ -> {
        client.send(whole);
        Thread.sleep(random.nextInt(100));
      }
      case IN_A_LONG_PROMPT -> {
        String prompt = content + "x".repeat(random.nextInt(LONG_PROMPT));
        client.post(Stage.CHAT, Stage.body(prompt, 100, streamed));
        Thread.sleep(random.nextInt(100));
      }
      case IN_THE_STREAM -> {
        client.post(Stage.CHAT, Stage.body(content, 20_000, true));
        if (client.head().status() == 200) {
          for (int left = random.nextInt(60); left > 0; left--) {
            client.event();
          }
        }
      }
    }
  }
}
