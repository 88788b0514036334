package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Pages shared between sequences, kept for later ones, and taken away: no text changes.
@Timeout(60)
class SharedPrefixTest {
  private final EngineOptions options =
      new EngineOptions(1024, ElementType.F16, 48).withCacheTokens(2048);
  private final HashingForward forward = Answers.forward(options);
  private final Engine engine = Answers.engine(forward, options, "");

  @AfterEach
  void closes() {
    engine.close();
  }

  @Test
  void computesNoPageAgainThatALaterPromptBeginsWith() throws InterruptedException {
    int[] prompt = Answers.prompt(200, 1);
    int[] other = prompt.clone();
    other[150] = (other[150] + 1) % 80;
    assertThat(answer(prompt, "").cachedTokens()).isZero();
    int before = forward.computed();
    assertThat(answer(other, "").cachedTokens()).isEqualTo(128);
    assertThat(forward.computed() - before).isEqualTo(200 - 128 + 9);
    assertThat(answer(prompt, "").cachedTokens()).isEqualTo(192);
    EngineLoad load = engine.load();
    assertThat(load.promptTokens()).isEqualTo(600);
    assertThat(load.cachedPromptTokens()).isEqualTo(320);
    assertThat(load.completionTokens()).isEqualTo(30);
  }

  @Test
  void computesTheLastTokenOfAPromptOfWholePages() throws InterruptedException {
    int[] prompt = Answers.prompt(128, 2);
    assertThat(answer(prompt, "").cachedTokens()).isZero();
    int before = forward.computed();
    assertThat(answer(prompt, "").cachedTokens()).isEqualTo(127);
    assertThat(forward.computed() - before).isEqualTo(1 + 9);
  }

  @Test
  void anAnswerIsThePrefixOfTheNextTurn() throws InterruptedException {
    int[] prompt = Answers.prompt(60, 3);
    List<Integer> first = Answers.tokens(engine.submit(GenerationRequest.greedy(prompt, 100)));
    int[] next = Arrays.copyOf(prompt, 180);
    for (int i = 0; i < 100; i++) {
      next[60 + i] = first.get(i);
    }
    assertThat(answer(next, "").cachedTokens()).isEqualTo(128);
  }

  @Test
  void tenantsNeverShare() throws InterruptedException {
    int[] prompt = Answers.prompt(200, 4);
    assertThat(answer(prompt, "a").cachedTokens()).isZero();
    assertThat(answer(prompt, "b").cachedTokens()).isZero();
    assertThat(answer(prompt, "").cachedTokens()).isZero();
    assertThat(answer(prompt, "a").cachedTokens()).isEqualTo(192);
  }

  @Test
  void aPromptAskedForEightTimesAtOnceIsComputedOnce() throws InterruptedException {
    forward.gate.drainPermits();
    int[] prompt = Answers.prompt(300, 5);
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(engine.submit(GenerationRequest.greedy(prompt, 10)));
    }
    forward.gate.release(10_000);
    int cached = 0;
    for (Generation one : all) {
      GenerationEvent.Finished end = Answers.finish(one);
      cached += end.usage().cachedTokens();
      assertThat(one.tokens()).isEqualTo(HashingForward.answer(prompt, 10));
    }
    assertThat(cached).isEqualTo(7 * 256);
    // the 44 tokens of the last page are everybody's own
    assertThat(forward.computed()).isEqualTo(256 + 8 * (44 + 9));
  }

  @Test
  void changesNoTextWhateverIsSharedEvictedOrTakenAway() throws Exception {
    long seed = System.nanoTime();
    System.out.println("changesNoTextWhateverIsSharedEvictedOrTakenAway seed " + seed);
    Random random = new Random(seed);
    List<int[]> prompts = new ArrayList<>();
    List<Generation> running = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int[] trunk = Answers.prompt(random.nextInt(1, 500), random.nextInt(4));
      int[] prompt = Arrays.copyOf(trunk, trunk.length + random.nextInt(3) * 40);
      Arrays.fill(prompt, trunk.length, prompt.length, random.nextInt(3));
      int length = random.nextInt(10) == 0 ? 400 : random.nextInt(1, 60);
      Terms terms = Terms.NONE.withTenant("tenant " + random.nextInt(2));
      Generation one = engine.submit(GenerationRequest.greedy(prompt, length).with(terms));
      if (random.nextInt(5) == 0) {
        one.cancel();
      } else {
        prompts.add(prompt);
        lengths.add(length);
        running.add(one);
      }
    }
    int computed = 0;
    for (int i = 0; i < running.size(); i++) {
      assertThat(Answers.tokens(running.get(i)))
          .isEqualTo(HashingForward.answer(prompts.get(i), lengths.get(i)));
      computed += prompts.get(i).length + lengths.get(i);
    }
    assertThat(forward.computed()).isLessThan(computed);
    assertThat(Answers.frees(engine, engine.pages())).isTrue();
    EngineLoad load = engine.load();
    assertThat(load.usedPages()).isZero();
    assertThat(load.cachedPages()).isBetween(1, engine.pages());
  }

  private Usage answer(int[] prompt, String tenant) throws InterruptedException {
    GenerationRequest request = GenerationRequest.greedy(prompt, 10);
    Generation generation = engine.submit(request.with(Terms.NONE.withTenant(tenant)));
    GenerationEvent.Finished end = Answers.finish(generation);
    assertThat(generation.tokens()).isEqualTo(HashingForward.answer(prompt, 10));
    return end.usage();
  }
}
