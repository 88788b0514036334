package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EngineTest {
  private static final Set<Integer> NO_END = Set.of();

  private HashingForward forward = Answers.forward();
  private Engine engine = Answers.engine(forward, 7, NO_END);

  @AfterEach
  void closes() {
    engine.close();
    assertThat(forward.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 65, 1000})
  void givesTheSameTokensWhateverTheChunk(int chunkTokens) throws InterruptedException {
    reopen(chunkTokens, NO_END);
    int[] prompt = Answers.prompt(200, 1);
    assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(prompt, 50))))
        .isEqualTo(HashingForward.answer(prompt, 50));
  }

  @Test
  void givesTheSameTokensWhateverTheNeighbours() throws Exception {
    long seed = System.nanoTime();
    System.out.println("givesTheSameTokensWhateverTheNeighbours seed " + seed);
    Random random = new Random(seed);
    List<int[]> prompts =
        IntStream.range(0, 40).mapToObj(i -> Answers.prompt(random.nextInt(1, 180), i)).toList();
    List<Sampling> samplings =
        prompts.stream()
            .map(p -> new Sampling(random.nextInt(2), 20, 0.9, 0, 1.1, 0, 0.1, random.nextLong()))
            .toList();
    List<List<Integer>> together = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> answers = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        GenerationRequest request = Answers.request(prompts.get(i), samplings.get(i), 1 + i);
        answers.add(callers.submit(() -> Answers.tokens(engine.submit(request))));
      }
      for (Future<List<Integer>> answer : answers) {
        together.add(answer.get());
      }
    }
    assertThat(forward.spans).anyMatch(spans -> spans.size() > 2);
    for (int i = 0; i < prompts.size(); i++) {
      GenerationRequest request = Answers.request(prompts.get(i), samplings.get(i), 1 + i);
      assertThat(Answers.tokens(engine.submit(request))).isEqualTo(together.get(i));
    }
    assertThat(engine.freePages()).isEqualTo(8);
  }

  @Test
  void endsAfterMaxTokens() throws InterruptedException {
    Generation generation = engine.submit(GenerationRequest.greedy(Answers.prompt(10, 3), 5));
    assertThat(Answers.finish(generation).reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(generation.tokens()).hasSize(5);
  }

  @Test
  void endsWhenTheContextIsFull() throws InterruptedException {
    Generation generation =
        engine.submit(GenerationRequest.greedy(Answers.prompt(500, 5), Integer.MAX_VALUE));
    assertThat(Answers.finish(generation).reason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(generation.tokens()).hasSize(Answers.CONTEXT - 500);
  }

  @Test
  void refusesWhatCanNeverFit() {
    assertThatThrownBy(
            () -> engine.submit(GenerationRequest.greedy(Answers.prompt(Answers.CONTEXT, 6), 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the prompt has 512 tokens, but the context holds 512 and the answer needs one;"
                + " shorten it, or open the model with --context up to 600");
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(new int[] {3, 97}, 5)))
        .hasMessage("token 1 of the prompt is 97, but the model has ids 0 to 96");
    assertThatThrownBy(() -> GenerationRequest.greedy(new int[0], 5))
        .hasMessageContaining("no tokens");
    assertThatThrownBy(() -> GenerationRequest.greedy(new int[1], 0))
        .hasMessage("max-tokens must be 1 or more, got 0");
    assertThat(engine.contextLimit()).isEqualTo(Answers.CONTEXT);
  }

  @Test
  void stopsWithinOneTokenOfACancel() throws InterruptedException {
    forward.gate.drainPermits();
    Generation generation = engine.submit(GenerationRequest.greedy(Answers.prompt(7, 7), 300));
    forward.gate.release(3);
    var _ = generation.next();
    generation.cancel();
    GenerationEvent.Finished end = Answers.finish(generation);
    assertThat(end.reason()).isEqualTo(FinishReason.CANCELLED);
    // the pass that is under way may end, no other begins
    forward.gate.release(100);
    assertThat(Answers.frees(engine, 8)).isTrue();
    assertThat(forward.spans.size()).isLessThanOrEqualTo(4);
    assertThatThrownBy(generation::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aCancelWakesTheReader() throws Exception {
    forward.gate.drainPermits();
    Generation generation = engine.submit(GenerationRequest.greedy(Answers.prompt(7, 8), 300));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GenerationEvent.Finished> end = callers.submit(() -> Answers.finish(generation));
      generation.cancel();
      assertThat(end.get().reason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(end.get().usage().completionTokens()).isZero();
    } finally {
      forward.gate.release(100);
    }
  }

  @Test
  void allPagesAreFreeAfterTwoThousandRandomCancelsAndTheNeighboursTextIsTheSame()
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("allPagesAreFreeAfterTwoThousandRandomCancels seed " + seed);
    Random random = new Random(seed);
    List<Future<List<Integer>>> neighbours = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        if (i % 100 == 0) {
          GenerationRequest kept = GenerationRequest.greedy(Answers.prompt(100, -i), 100);
          neighbours.add(callers.submit(() -> Answers.tokens(submit(kept))));
        }
        int[] prompt = Answers.prompt(random.nextInt(1, 400), i % 50);
        int kind = random.nextInt(10);
        prompt[0] = kind == 0 ? HashingForward.THROWS : prompt[0];
        int events = random.nextInt(20);
        GenerationRequest request = GenerationRequest.greedy(prompt, random.nextInt(1, 200));
        all.add(callers.submit(() -> readAndClose(request, events)));
      }
      for (Future<?> one : all) {
        var _ = one.get();
      }
    }
    assertThat(Answers.frees(engine, 8)).isTrue();
    for (int i = 0; i < neighbours.size(); i++) {
      assertThat(neighbours.get(i).get())
          .isEqualTo(HashingForward.answer(Answers.prompt(100, -100 * i), 100));
    }
    assertThat(engine.load().running() + engine.load().waiting()).isZero();
  }

  /// Tries again where as many wait as may.
  private Generation submit(GenerationRequest request) throws InterruptedException {
    while (true) {
      try {
        return engine.submit(request);
      } catch (OverloadedException busy) {
        Thread.sleep(1);
      }
    }
  }

  private Void readAndClose(GenerationRequest request, int events) throws InterruptedException {
    try (Generation generation = submit(request)) {
      for (int i = 0; i < events; i++) {
        GenerationEvent event = generation.next();
        if (event instanceof GenerationEvent.Finished || event instanceof GenerationEvent.Failed) {
          break;
        }
      }
    }
    return null;
  }

  @Test
  void aBrokenPassFailsTheOneToBlameAndSparesItsNeighbours() throws InterruptedException {
    forward.gate.drainPermits();
    int[] poisoned = Answers.prompt(30, 9);
    poisoned[20] = HashingForward.THROWS;
    Generation before = engine.submit(GenerationRequest.greedy(Answers.prompt(30, 10), 40));
    Generation bad = engine.submit(GenerationRequest.greedy(poisoned, 40));
    Generation after = engine.submit(GenerationRequest.greedy(Answers.prompt(30, 11), 40));
    forward.gate.release(10_000);
    assertThat(Answers.events(bad))
        .containsExactly(new GenerationEvent.Failed("the arithmetic broke"));
    assertThat(Answers.tokens(before)).isEqualTo(HashingForward.answer(Answers.prompt(30, 10), 40));
    assertThat(Answers.tokens(after)).isEqualTo(HashingForward.answer(Answers.prompt(30, 11), 40));
    assertThat(Answers.frees(engine, 8)).isTrue();
  }

  @Test
  void logitsThatAreNoNumbersFailThatGenerationOnly() throws InterruptedException {
    int[] prompt = Answers.prompt(30, 12);
    prompt[29] = HashingForward.NAN;
    Generation bad = engine.submit(GenerationRequest.greedy(prompt, 40));
    Generation good = engine.submit(GenerationRequest.greedy(Answers.prompt(30, 13), 40));
    assertThat(Answers.events(bad))
        .singleElement()
        .extracting(Object::toString)
        .asString()
        .contains("logit NaN for token 5");
    assertThat(Answers.tokens(good)).isEqualTo(HashingForward.answer(Answers.prompt(30, 13), 40));
  }

  @Test
  void anErrorFailsAllAndLaterSubmissionsSayWhy() throws InterruptedException {
    forward.gate.drainPermits();
    int[] prompt = Answers.prompt(30, 14);
    prompt[0] = HashingForward.FATAL;
    Generation neighbour = engine.submit(GenerationRequest.greedy(Answers.prompt(30, 15), 40));
    Generation fatal = engine.submit(GenerationRequest.greedy(prompt, 40));
    forward.gate.release(10_000);
    String message =
        "the engine has stopped: OutOfMemoryError: no memory left, says the test; open the model"
            + " again";
    assertThat(Answers.events(fatal).getLast()).isEqualTo(new GenerationEvent.Failed(message));
    assertThat(Answers.events(neighbour).getLast()).isEqualTo(new GenerationEvent.Failed(message));
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(Answers.prompt(3, 1), 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThat(engine.freePages()).isEqualTo(8);
  }

  @Test
  void closingCancelsWhatRunsAndRefusesMore() throws InterruptedException {
    Generation running = engine.submit(GenerationRequest.greedy(Answers.prompt(3, 16), 500));
    Generation waiting = engine.submit(GenerationRequest.greedy(Answers.prompt(3, 17), 500));
    engine.close();
    assertThat(Answers.finish(running).reason()).isIn(FinishReason.CANCELLED, FinishReason.LENGTH);
    assertThat(Answers.finish(waiting).reason()).isIn(FinishReason.CANCELLED, FinishReason.LENGTH);
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(Answers.prompt(3, 1), 1)))
        .hasMessage("the engine is closed");
    assertThat(engine.freePages()).isEqualTo(8);
  }

  @Test
  void waitsForPagesInsteadOfFailing() throws InterruptedException {
    List<Generation> all =
        IntStream.range(0, 6)
            .mapToObj(
                i -> engine.submit(GenerationRequest.greedy(Answers.prompt(300, 20 + i), 100)))
            .toList();
    for (int i = 5; i >= 0; i--) {
      assertThat(Answers.tokens(all.get(i)))
          .isEqualTo(HashingForward.answer(Answers.prompt(300, 20 + i), 100));
    }
  }

  private void reopen(int chunkTokens, Set<Integer> endTokens) {
    engine.close();
    forward = Answers.forward();
    engine = Answers.engine(forward, chunkTokens, endTokens);
  }
}
