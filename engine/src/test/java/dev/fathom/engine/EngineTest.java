package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EngineTest {
  private static final int CONTEXT = 512;
  private static final Set<Integer> NO_END = Set.of();

  private HashingForward forward = new HashingForward(8, KvCache.PAGE_TOKENS);
  private Engine engine = open(7, NO_END);

  @AfterEach
  void closes() {
    engine.close();
    assertThat(forward.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 65, 1000})
  void givesTheSameTokensWhateverTheChunk(int chunkTokens) throws InterruptedException {
    reopen(chunkTokens, NO_END);
    int[] prompt = prompt(200, 1);
    assertThat(tokens(engine.submit(GenerationRequest.greedy(prompt, 50))))
        .isEqualTo(HashingForward.answer(prompt, 50));
  }

  @Test
  void givesTheSameTokensWhateverTheNeighbours() throws Exception {
    long seed = System.nanoTime();
    System.out.println("givesTheSameTokensWhateverTheNeighbours seed " + seed);
    Random random = new Random(seed);
    List<int[]> prompts =
        IntStream.range(0, 40).mapToObj(i -> prompt(random.nextInt(1, 180), i)).toList();
    List<Sampling> samplings =
        prompts.stream()
            .map(p -> new Sampling(random.nextInt(2), 20, 0.9, 0, 1.1, 0, 0.1, random.nextLong()))
            .toList();
    List<List<Integer>> together = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> answers = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        GenerationRequest request = request(prompts.get(i), samplings.get(i), 1 + i);
        answers.add(callers.submit(() -> tokens(engine.submit(request))));
      }
      for (Future<List<Integer>> answer : answers) {
        together.add(answer.get());
      }
    }
    assertThat(forward.spans).anyMatch(spans -> spans.size() > 2);
    for (int i = 0; i < prompts.size(); i++) {
      GenerationRequest request = request(prompts.get(i), samplings.get(i), 1 + i);
      assertThat(tokens(engine.submit(request))).isEqualTo(together.get(i));
    }
    assertThat(engine.freePages()).isEqualTo(8);
  }

  @Test
  void endsAfterMaxTokens() throws InterruptedException {
    Generation generation = engine.submit(GenerationRequest.greedy(prompt(10, 3), 5));
    assertThat(finish(generation).reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(generation.tokens()).hasSize(5);
  }

  @Test
  void endsWithTheEndTokenAndCountsButDoesNotSayIt() throws InterruptedException {
    int[] prompt = promptWhere(a -> isPlain(a) && a.indexOf(a.get(8)) == 8);
    List<Integer> answer = HashingForward.answer(prompt, 9);
    int end = answer.get(8);
    reopen(7, Set.of(end, LetterTokenizer.END));
    Generation generation = engine.submit(GenerationRequest.greedy(prompt, 100));
    List<GenerationEvent> events = events(generation);
    GenerationEvent.Finished last = (GenerationEvent.Finished) events.getLast();
    assertThat(last.reason()).isEqualTo(FinishReason.STOP);
    assertThat(last.usage().completionTokens()).isEqualTo(9);
    assertThat(last.usage().promptTokens()).isEqualTo(10);
    assertThat(generation.tokens()).isEqualTo(answer);
    assertThat(text(events)).isEqualTo(spelt(answer.subList(0, 8)));
  }

  @Test
  void endsWhenTheContextIsFull() throws InterruptedException {
    Generation generation =
        engine.submit(GenerationRequest.greedy(prompt(500, 5), Integer.MAX_VALUE));
    assertThat(finish(generation).reason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(generation.tokens()).hasSize(CONTEXT - 500);
  }

  @Test
  void refusesWhatCanNeverFit() {
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(prompt(CONTEXT, 6), 5)))
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
    assertThat(engine.contextLimit()).isEqualTo(CONTEXT);
  }

  @Test
  void stopsWithinOneTokenOfACancel() throws InterruptedException {
    forward.gate.drainPermits();
    Generation generation = engine.submit(GenerationRequest.greedy(prompt(7, 7), 300));
    forward.gate.release(3);
    var _ = generation.next();
    generation.cancel();
    GenerationEvent.Finished end = finish(generation);
    assertThat(end.reason()).isEqualTo(FinishReason.CANCELLED);
    // the pass that is under way may end, no other begins
    forward.gate.release(100);
    awaitFreePages(8);
    assertThat(forward.spans.size()).isLessThanOrEqualTo(4);
    assertThatThrownBy(generation::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aCancelWakesTheReader() throws Exception {
    forward.gate.drainPermits();
    Generation generation = engine.submit(GenerationRequest.greedy(prompt(7, 8), 300));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GenerationEvent.Finished> end = callers.submit(() -> finish(generation));
      generation.cancel();
      assertThat(end.get().reason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(end.get().usage().completionTokens()).isZero();
    } finally {
      forward.gate.release(100);
    }
  }

  @Test
  void allPagesAreFreeAfterAThousandRandomCancels() throws Exception {
    long seed = System.nanoTime();
    System.out.println("allPagesAreFreeAfterAThousandRandomCancels seed " + seed);
    Random random = new Random(seed);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        int[] prompt = prompt(random.nextInt(1, 400), i);
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
    awaitFreePages(8);
    assertThat(tokens(engine.submit(GenerationRequest.greedy(prompt(50, 1), 10))))
        .isEqualTo(HashingForward.answer(prompt(50, 1), 10));
  }

  private Void readAndClose(GenerationRequest request, int events) throws InterruptedException {
    try (Generation generation = engine.submit(request)) {
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
    int[] poisoned = prompt(30, 9);
    poisoned[20] = HashingForward.THROWS;
    Generation before = engine.submit(GenerationRequest.greedy(prompt(30, 10), 40));
    Generation bad = engine.submit(GenerationRequest.greedy(poisoned, 40));
    Generation after = engine.submit(GenerationRequest.greedy(prompt(30, 11), 40));
    forward.gate.release(10_000);
    assertThat(events(bad)).containsExactly(new GenerationEvent.Failed("the arithmetic broke"));
    assertThat(tokens(before)).isEqualTo(HashingForward.answer(prompt(30, 10), 40));
    assertThat(tokens(after)).isEqualTo(HashingForward.answer(prompt(30, 11), 40));
    awaitFreePages(8);
  }

  @Test
  void logitsThatAreNoNumbersFailThatGenerationOnly() throws InterruptedException {
    int[] prompt = prompt(30, 12);
    prompt[29] = HashingForward.NAN;
    Generation bad = engine.submit(GenerationRequest.greedy(prompt, 40));
    Generation good = engine.submit(GenerationRequest.greedy(prompt(30, 13), 40));
    assertThat(events(bad))
        .singleElement()
        .extracting(Object::toString)
        .asString()
        .contains("logit NaN for token 5");
    assertThat(tokens(good)).isEqualTo(HashingForward.answer(prompt(30, 13), 40));
  }

  @Test
  void anErrorFailsAllAndLaterSubmissionsSayWhy() throws InterruptedException {
    forward.gate.drainPermits();
    int[] prompt = prompt(30, 14);
    prompt[0] = HashingForward.FATAL;
    Generation neighbour = engine.submit(GenerationRequest.greedy(prompt(30, 15), 40));
    Generation fatal = engine.submit(GenerationRequest.greedy(prompt, 40));
    forward.gate.release(10_000);
    String message =
        "the engine has stopped: OutOfMemoryError: no memory left, says the test; open the model"
            + " again";
    assertThat(events(fatal).getLast()).isEqualTo(new GenerationEvent.Failed(message));
    assertThat(events(neighbour).getLast()).isEqualTo(new GenerationEvent.Failed(message));
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(prompt(3, 1), 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThat(engine.freePages()).isEqualTo(8);
  }

  @Test
  void closingCancelsWhatRunsAndRefusesMore() throws InterruptedException {
    Generation running = engine.submit(GenerationRequest.greedy(prompt(3, 16), 500));
    Generation waiting = engine.submit(GenerationRequest.greedy(prompt(3, 17), 500));
    engine.close();
    assertThat(finish(running).reason()).isIn(FinishReason.CANCELLED, FinishReason.LENGTH);
    assertThat(finish(waiting).reason()).isIn(FinishReason.CANCELLED, FinishReason.LENGTH);
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(prompt(3, 1), 1)))
        .hasMessage("the engine is closed");
    assertThat(engine.freePages()).isEqualTo(8);
  }

  @Test
  void waitsForPagesInsteadOfFailing() throws InterruptedException {
    List<Generation> all =
        IntStream.range(0, 6)
            .mapToObj(i -> engine.submit(GenerationRequest.greedy(prompt(300, 20 + i), 100)))
            .toList();
    for (int i = 5; i >= 0; i--) {
      assertThat(tokens(all.get(i))).isEqualTo(HashingForward.answer(prompt(300, 20 + i), 100));
    }
  }

  @Test
  void stopsAtAStringAcrossTokenBorders() throws InterruptedException {
    int[] prompt = promptWhere(EngineTest::isPlain);
    List<Integer> answer = HashingForward.answer(prompt, 40);
    String text = spelt(answer);
    for (int from : new int[] {0, 1, 7, 8, 31}) {
      String stop = text.substring(from, from + 5);
      int at = text.indexOf(stop);
      Generation generation =
          engine.submit(
              new GenerationRequest(prompt, Sampling.GREEDY, 40, List.of("~", stop), false));
      List<GenerationEvent> events = events(generation);
      assertThat(text(events)).isEqualTo(text.substring(0, at));
      GenerationEvent.Finished last = (GenerationEvent.Finished) events.getLast();
      assertThat(last.reason()).isEqualTo(FinishReason.STOP);
      // the last token counted is the one that completes the string, however far the loop ran
      int count = tokensUntil(answer, at + 5);
      assertThat(generation.tokens()).isEqualTo(answer.subList(0, count));
      assertThat(last.usage().completionTokens()).isEqualTo(count);
    }
    awaitFreePages(8);
  }

  @Test
  void saysTextHeldBackForAStopStringThatDoesNotCome() throws InterruptedException {
    int[] prompt = promptWhere(EngineTest::isPlain);
    List<Integer> answer = HashingForward.answer(prompt, 12);
    String text = spelt(answer);
    String stop = text.substring(text.length() - 2) + "?";
    Generation generation =
        engine.submit(new GenerationRequest(prompt, Sampling.GREEDY, 12, List.of(stop), false));
    assertThat(text(events(generation))).isEqualTo(text);
  }

  @Test
  void looksForStopStringsInTheAnswerOnly() throws InterruptedException {
    int[] prompt = promptWhere(EngineTest::isPlain);
    List<Integer> answer = HashingForward.answer(prompt, 40);
    String stop = spelt(answer).substring(2, 6);
    Generation generation =
        engine.submit(new GenerationRequest(prompt, Sampling.GREEDY, 40, List.of(stop), true));
    GenerationEvent.Finished last = finish(generation);
    assertThat(last.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(last.usage().thinkingTokens()).isEqualTo(40);
  }

  @Test
  void countsTheThoughtUntilItsClosingMark() throws InterruptedException {
    int[] prompt = promptWhere(EngineTest::closesItsThought);
    List<Integer> answer = HashingForward.answer(prompt, 60);
    int mark = answer.indexOf(LetterTokenizer.THOUGHT);
    Generation generation =
        engine.submit(new GenerationRequest(prompt, Sampling.GREEDY, 60, List.of(), true));
    List<GenerationEvent> events = events(generation);
    StringBuilder thought = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Thought(String text)) {
        thought.append(text);
      }
    }
    assertThat(thought.toString()).isEqualTo(spelt(answer.subList(0, mark)));
    GenerationEvent.Finished last = (GenerationEvent.Finished) events.getLast();
    assertThat(last.usage().thinkingTokens()).isEqualTo(mark + 1);
    assertThat(last.usage().completionTokens()).isEqualTo(60);
  }

  @Test
  void measuresTimes() throws InterruptedException {
    Usage usage = finish(engine.submit(GenerationRequest.greedy(prompt(10, 1), 20))).usage();
    assertThat(usage.firstTokenMillis()).isPositive();
    assertThat(usage.prefillTokensPerSecond()).isPositive();
    assertThat(usage.decodeTokensPerSecond()).isPositive();
    Usage one = finish(engine.submit(GenerationRequest.greedy(prompt(10, 1), 1))).usage();
    assertThat(one.decodeTokensPerSecond()).isZero();
  }

  @Test
  void canBeReadInALoop() {
    int[] prompt = promptWhere(EngineTest::isPlain);
    List<GenerationEvent> events = new ArrayList<>();
    for (GenerationEvent event : engine.submit(GenerationRequest.greedy(prompt, 20))) {
      events.add(event);
    }
    assertThat(events.getLast()).isInstanceOf(GenerationEvent.Finished.class);
    assertThat(text(events)).isEqualTo(spelt(HashingForward.answer(prompt, 20)));
  }

  private void reopen(int chunkTokens, Set<Integer> endTokens) {
    engine.close();
    forward = new HashingForward(8, KvCache.PAGE_TOKENS);
    engine = open(chunkTokens, endTokens);
  }

  private Engine open(int chunkTokens, Set<Integer> endTokens) {
    return new Engine(
        new ModelFacts(new LetterTokenizer(false), HashingForward.VOCABULARY, 600, endTokens),
        forward,
        new EngineOptions(CONTEXT, ElementType.F16, chunkTokens));
  }

  /// A prompt of letters, the same for the same numbers.
  private static int[] prompt(int length, int seed) {
    return new Random(seed).ints(length, 1, LetterTokenizer.BEGIN).toArray();
  }

  /// A prompt whose answer of 60 tokens is as wanted.
  private static int[] promptWhere(Predicate<List<Integer>> wanted) {
    return IntStream.range(0, 10_000)
        .mapToObj(seed -> prompt(10, seed))
        .filter(prompt -> wanted.test(HashingForward.answer(prompt, 60)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean closesItsThought(List<Integer> answer) {
    int mark = answer.indexOf(LetterTokenizer.THOUGHT);
    return mark > 3 && isPlain(answer.subList(0, mark)) && isPlain(answer.subList(mark + 1, 60));
  }

  private static boolean isPlain(List<Integer> answer) {
    return answer.stream().allMatch(id -> id < LetterTokenizer.BEGIN);
  }

  private static GenerationRequest request(int[] prompt, Sampling sampling, int maxTokens) {
    return new GenerationRequest(prompt, sampling, maxTokens, List.of(), false);
  }

  private static List<GenerationEvent> events(Generation generation) throws InterruptedException {
    List<GenerationEvent> events = new ArrayList<>();
    do {
      events.add(generation.next());
    } while (!(events.getLast() instanceof GenerationEvent.Finished)
        && !(events.getLast() instanceof GenerationEvent.Failed));
    return events;
  }

  private static GenerationEvent.Finished finish(Generation generation)
      throws InterruptedException {
    return (GenerationEvent.Finished) events(generation).getLast();
  }

  private static List<Integer> tokens(Generation generation) throws InterruptedException {
    var _ = finish(generation);
    return generation.tokens();
  }

  private static String text(List<GenerationEvent> events) {
    StringBuilder text = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Answer(String piece)) {
        text.append(piece);
      }
    }
    return text.toString();
  }

  private static String spelt(List<Integer> ids) {
    int[] plain = ids.stream().mapToInt(id -> id).toArray();
    return new LetterTokenizer(false).decode(plain, false);
  }

  private static int tokensUntil(List<Integer> answer, int characters) {
    int count = 0;
    while (spelt(answer.subList(0, count)).length() < characters) {
      count++;
    }
    return count;
  }

  private void awaitFreePages(int pages) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (engine.freePages() != pages && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    assertThat(engine.freePages()).as(Arrays.toString(new int[] {pages})).isEqualTo(pages);
  }
}
