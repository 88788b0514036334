package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a request asks for beyond sampling, through the whole engine.
@Timeout(60)
class TermsTest {
  private final HashingForward forward = Answers.forward();
  private final Engine engine = Answers.engine(forward, 64, Set.of());

  @AfterEach
  void closes() {
    engine.close();
  }

  @Test
  void aBiasOfAHundredForcesATokenAndOfMinusAHundredForbidsIt() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    int first = HashingForward.answer(prompt, 1).getFirst();
    assertThat(Answers.tokens(engine.submit(biased(prompt, Map.of(5, 100f), 8))))
        .containsOnly(5)
        .hasSize(8);
    assertThat(Answers.tokens(engine.submit(biased(prompt, Map.of(first, -100f), 30))))
        .hasSize(30)
        .doesNotContain(first);
    // the likeliest of the others is taken
    assertThat(Answers.tokens(engine.submit(biased(prompt, Map.of(first, -100f), 1))))
        .containsExactly(ranking(HashingForward.logits(prompt)).get(1));
  }

  @Test
  void refusesABiasForTokensTheModelDoesNotHave() {
    assertThatThrownBy(() -> engine.submit(biased(new int[] {1}, Map.of(97, 1f), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logit_bias names token 97, but the model has ids 0 to 96");
    assertThatThrownBy(() -> engine.submit(biased(new int[] {1}, Map.of(-1, 1f), 1)))
        .hasMessageContaining("token -1");
    assertThatThrownBy(() -> Terms.NONE.withLogitBias(Map.of(1, 101f)))
        .hasMessageContaining("-100 to 100");
  }

  private static GenerationRequest biased(int[] prompt, Map<Integer, Float> bias, int tokens) {
    return GenerationRequest.greedy(prompt, tokens).with(Terms.NONE.withLogitBias(bias));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 20})
  void tellsTheModelsOwnProbabilitiesWhateverTheSampling(int rivals) throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    Sampling sampling = new Sampling(1.3, 40, 0.95, 0, 1.2, 0.1, 0.1, 17);
    Terms terms = Terms.NONE.withTopLogprobs(rivals).withLogitBias(Map.of(3, 4f));
    Generation generation = engine.submit(Answers.request(prompt, sampling, 30).with(terms));
    List<GenerationEvent> events = Answers.events(generation);
    List<Integer> history = new ArrayList<>(IntStream.of(prompt).boxed().toList());
    int scored = 0;
    for (GenerationEvent event : events) {
      if (event
          instanceof GenerationEvent.Scored(TokenScore score, byte[] bytes, boolean thought)) {
        int id = generation.tokens().get(scored++);
        assertThat(thought).isFalse();
        assertThat(bytes).isEqualTo(new LetterTokenizer(false).bytes(id));
        assertScore(score, id, HashingForward.logits(ids(history)), rivals);
        history.add(id);
      }
    }
    assertThat(scored).isEqualTo(30);
  }

  private static void assertScore(TokenScore score, int id, float[] logits, int rivals) {
    double total = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
    assertThat(score.id()).isEqualTo(id);
    assertThat((double) score.logprob()).isCloseTo(logits[id] - Math.log(total), within(1e-5));
    assertThat(score.top())
        .extracting(TokenScore.Rival::id)
        .isEqualTo(ranking(logits).subList(0, rivals));
    for (TokenScore.Rival rival : score.top()) {
      assertThat((double) rival.logprob())
          .isCloseTo(logits[rival.id()] - Math.log(total), within(1e-5));
    }
  }

  @Test
  void tellsAScoreBeforeTheTextItsTokenCompletes() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    Terms terms = Terms.NONE.withTopLogprobs(0);
    List<GenerationEvent> events =
        Answers.events(engine.submit(GenerationRequest.greedy(prompt, 10).with(terms)));
    for (int i = 0; i < 20; i += 2) {
      assertThat(events.get(i)).isInstanceOf(GenerationEvent.Scored.class);
      assertThat(events.get(i + 1)).isInstanceOf(GenerationEvent.Answer.class);
    }
    assertThat(events).hasSize(21);
  }

  @Test
  void tellsNoProbabilitiesUnlessAsked() throws InterruptedException {
    assertThat(Answers.events(engine.submit(GenerationRequest.greedy(Answers.prompt(5, 1), 5))))
        .noneMatch(event -> event instanceof GenerationEvent.Scored);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10})
  void closesAThoughtAtItsBudgetAndGoesOnFromThere(int budget) throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    List<Integer> expected = new ArrayList<>(HashingForward.answer(prompt, budget));
    expected.add(LetterTokenizer.THOUGHT);
    List<Integer> all = new ArrayList<>(IntStream.of(prompt).boxed().toList());
    all.addAll(expected);
    expected.addAll(HashingForward.answer(ids(all), 30 - expected.size()));
    Generation generation = engine.submit(thinking(prompt, budget));
    GenerationEvent.Finished end = Answers.finish(generation);
    assertThat(generation.tokens()).isEqualTo(expected);
    assertThat(end.usage().completionTokens()).isEqualTo(30);
    assertThat(end.usage().thinkingTokens()).isEqualTo(budget + 1);
  }

  @Test
  void aThoughtThatEndsWithinItsBudgetIsLeftAlone() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::closesItsThought);
    List<Integer> answer = HashingForward.answer(prompt, 60);
    int length = answer.indexOf(LetterTokenizer.THOUGHT);
    assertThat(Answers.tokens(engine.submit(thinking(prompt, length))))
        .isEqualTo(answer.subList(0, 30));
  }

  @Test
  void theBudgetCountsAThoughtTheModelBegins() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    Terms terms =
        Terms.NONE.withThinkingBudget(3).withLogitBias(Map.of(LetterTokenizer.THINK, 40f));
    GenerationRequest request = GenerationRequest.greedy(prompt, 30).with(terms);
    List<Integer> tokens = Answers.tokens(engine.submit(request));
    assertThat(tokens.getFirst()).isEqualTo(LetterTokenizer.THINK);
    assertThat(tokens.get(4)).isEqualTo(LetterTokenizer.THOUGHT);
    assertThat(tokens.subList(1, 4)).doesNotContain(LetterTokenizer.THOUGHT);
  }

  @Test
  void answersNowWithinOneToken() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    forward.gate.drainPermits();
    Generation generation = engine.submit(thinking(prompt, Integer.MAX_VALUE));
    forward.gate.release(4);
    for (int i = 0; i < 4; i++) {
      assertThat(generation.next()).isInstanceOf(GenerationEvent.Thought.class);
    }
    generation.answerNow();
    forward.gate.release(1000);
    List<Integer> tokens = Answers.tokens(generation);
    assertThat(tokens.subList(0, 4)).isEqualTo(HashingForward.answer(prompt, 4));
    assertThat(tokens.indexOf(LetterTokenizer.THOUGHT)).isEqualTo(4);
    assertThat(tokens).hasSize(30);
  }

  @Test
  void answeringNowChangesNothingWhereTheThoughtIsOver() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    Generation generation = engine.submit(GenerationRequest.greedy(prompt, 30));
    generation.answerNow();
    assertThat(Answers.tokens(generation)).isEqualTo(HashingForward.answer(prompt, 30));
  }

  @Test
  void aLimitEndsAGenerationEvenWhileItsThoughtIsClosed() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    GenerationRequest request =
        new GenerationRequest(
            prompt, Sampling.GREEDY, 6, List.of(), true, Terms.NONE.withThinkingBudget(5));
    GenerationEvent.Finished end = Answers.finish(engine.submit(request));
    assertThat(end.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(end.usage().completionTokens()).isEqualTo(6);
  }

  private static GenerationRequest thinking(int[] prompt, int budget) {
    Terms terms = Terms.NONE.withThinkingBudget(budget);
    return new GenerationRequest(prompt, Sampling.GREEDY, 30, List.of(), true, terms);
  }

  private static List<Integer> ranking(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -logits[i]).thenComparing(i -> i))
        .toList();
  }

  private static int[] ids(List<Integer> list) {
    return list.stream().mapToInt(id -> id).toArray();
  }
}
