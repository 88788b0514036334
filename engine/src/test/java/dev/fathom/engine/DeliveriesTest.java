package dev.fathom.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeliveriesTest {
  private static final Delivery.End END = new Delivery.End(FinishReason.STOP);

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 20})
  void givesWhatWasPutInOrderHoweverTheReaderLags(int rivals) throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("givesWhatWasPut... rivals " + rivals + " seed " + seed);
    Random random = new Random(seed);
    Deliveries deliveries = new Deliveries(System.nanoTime(), rivals);
    Deque<Choice> expected = new ArrayDeque<>();
    for (int i = 0; i < 3000; i++) {
      if (random.nextInt(100) < (i < 1500 ? 60 : 45)) {
        Choice choice = new Choice(random.nextInt(), rivals < 0 ? null : score(random, rivals));
        deliveries.put(choice);
        expected.add(choice);
      } else if (!expected.isEmpty()) {
        assertToken(deliveries.take(), expected.remove());
      }
    }
    deliveries.end(END);
    deliveries.end(new Delivery.Failure("too late"));
    while (!expected.isEmpty()) {
      assertToken(deliveries.take(), expected.remove());
    }
    assertThat(deliveries.take()).isEqualTo(END);
    assertThat(deliveries.take()).isEqualTo(END);
  }

  @Test
  void pollsNoLongerThanItMay() throws InterruptedException {
    Deliveries deliveries = new Deliveries(System.nanoTime(), -1);
    long start = System.nanoTime();
    assertThat(deliveries.poll(20_000_000)).isNull();
    assertThat(System.nanoTime() - start).isBetween(20_000_000L, 10_000_000_000L);
    assertThat(deliveries.poll(-1)).isNull();
    deliveries.put(new Choice(7, null));
    deliveries.end(END);
    // what is there is given, late as it is
    assertToken(requireNonNull(deliveries.poll(-1)), new Choice(7, null));
    assertThat(deliveries.poll(0)).isEqualTo(END);
  }

  private static void assertToken(Delivery delivery, Choice expected) {
    Delivery.Token token = (Delivery.Token) delivery;
    assertThat(token.id()).isEqualTo(expected.id());
    if (expected.score() == null) {
      assertThat(token.score()).isNull();
    } else {
      assertThat(token.score())
          .isEqualTo(
              new TokenScore(expected.id(), expected.score().logprob(), expected.score().top()));
    }
  }

  private static TokenScore score(Random random, int rivals) {
    // a small vocabulary has fewer rivals than were asked for
    List<TokenScore.Rival> top =
        IntStream.range(0, random.nextInt(rivals + 1))
            .mapToObj(_ -> new TokenScore.Rival(random.nextInt(1000), -random.nextFloat()))
            .toList();
    return new TokenScore(0, -random.nextFloat(), top);
  }

  @Test
  void tellsTimesToAMicrosecond() throws InterruptedException {
    long start = System.nanoTime();
    Deliveries deliveries = new Deliveries(start, -1);
    List<Long> before = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      before.add(System.nanoTime());
      deliveries.put(new Choice(i, null));
    }
    long after = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      long nanos = ((Delivery.Token) deliveries.take()).nanos();
      assertThat(nanos).isBetween(before.get(i) - 1000, after);
    }
  }

  @Test
  void holdsEightThousandTokensInSixtyFourKibibytes() {
    Deliveries deliveries = new Deliveries(System.nanoTime(), -1);
    for (int i = 0; i < 8192; i++) {
      deliveries.put(new Choice(i, null));
    }
    assertThat(deliveries.bytes()).isEqualTo(64 * 1024);
  }

  @Test
  void takesNoMoreRoomWhereTheReaderKeepsUp() throws InterruptedException {
    Deliveries deliveries = new Deliveries(System.nanoTime(), -1);
    long bytes = deliveries.bytes();
    for (int i = 0; i < 10_000; i++) {
      deliveries.put(new Choice(i, null));
      assertThat(((Delivery.Token) deliveries.take()).id()).isEqualTo(i);
    }
    assertThat(deliveries.bytes()).isEqualTo(bytes);
  }

  @Test
  void wakesAReaderForEveryTokenAndTheEnd() throws Exception {
    Deliveries deliveries = new Deliveries(System.nanoTime(), -1);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> count =
          readers.submit(
              () -> {
                int tokens = 0;
                while (deliveries.take() instanceof Delivery.Token) {
                  tokens++;
                }
                return tokens;
              });
      for (int i = 0; i < 1000; i++) {
        deliveries.put(new Choice(i, null));
        if (i % 100 == 0) {
          Thread.sleep(1);
        }
      }
      deliveries.end(END);
      assertThat(count.get()).isEqualTo(1000);
    }
  }
}
