package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who comes in, who waits, who is refused, and who must step back for a while.
@Timeout(60)
class AdmissionTest {
  private HashingForward forward = Answers.forward();
  private Engine engine = Answers.engine(forward, 64, java.util.Set.of());

  @AfterEach
  void closes() {
    engine.close();
  }

  @Test
  void refusesAtOnceWhatIsMoreThanMayRunAndWait() throws InterruptedException {
    reopen(EngineOptions.ofContext(512).withSequences(new EngineOptions.Sequences(2, 3)));
    forward.gate.drainPermits();
    List<Generation> accepted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      accepted.add(engine.submit(GenerationRequest.greedy(Answers.prompt(5, i), 3)));
    }
    long start = System.nanoTime();
    OverloadedException refusal =
        Assertions.catchThrowableOfType(
            OverloadedException.class,
            () -> engine.submit(GenerationRequest.greedy(Answers.prompt(5, 9), 3)));
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    assertThat(refusal).hasMessageContaining("try again in");
    assertThat(refusal.retrySeconds()).isBetween(1, 60);
    assertThatThrownBy(() -> engine.embed(new int[] {1})).isInstanceOf(OverloadedException.class);
    EngineLoad load = engine.load();
    assertThat(load.running() + load.waiting()).isEqualTo(5);
    forward.gate.release(10_000);
    for (int i = 0; i < 5; i++) {
      assertThat(Answers.tokens(accepted.get(i)))
          .isEqualTo(HashingForward.answer(Answers.prompt(5, i), 3));
    }
    assertThat(forward.spans).allMatch(spans -> spans.size() <= 2);
    assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(Answers.prompt(5, 9), 3))))
        .hasSize(3);
  }

  @Test
  void aPlaceIsFreeAgainAfterEveryKindOfEnd() throws InterruptedException {
    reopen(EngineOptions.ofContext(512).withSequences(new EngineOptions.Sequences(1, 0)));
    int[] poisoned = {1, HashingForward.THROWS};
    for (int i = 0; i < 30; i++) {
      assertThat(Answers.frees(engine, 8)).isTrue();
      Generation generation =
          engine.submit(GenerationRequest.greedy(i % 3 == 0 ? poisoned : new int[] {i}, 20));
      if (i % 3 == 1) {
        generation.cancel();
      } else {
        assertThat(Answers.events(generation)).isNotEmpty();
      }
      awaitIdle();
    }
  }

  @Test
  void aPromptThatCanNeverFitIsAnErrorOfItsOwn() {
    assertThatThrownBy(() -> engine.submit(GenerationRequest.greedy(Answers.prompt(512, 1), 1)))
        .isInstanceOf(ContextLengthException.class)
        .hasMessageContaining("the prompt has 512 tokens, but the context holds 512");
    assertThatThrownBy(() -> engine.embed(Answers.prompt(513, 1)))
        .isInstanceOf(ContextLengthException.class);
    assertThat(engine.load().waiting()).isZero();
  }

  @Test
  void anAnswerWithoutALimitDoesNotKeepOthersOut() throws InterruptedException {
    forward.gate.drainPermits();
    Generation endless =
        engine.submit(GenerationRequest.greedy(Answers.prompt(10, 1), Integer.MAX_VALUE));
    Generation brief = engine.submit(GenerationRequest.greedy(Answers.prompt(10, 2), 5));
    forward.gate.release(8);
    assertThat(Answers.tokens(brief)).isEqualTo(HashingForward.answer(Answers.prompt(10, 2), 5));
    forward.gate.release(10_000);
    assertThat(Answers.finish(endless).reason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(endless.tokens()).isEqualTo(HashingForward.answer(Answers.prompt(10, 1), 502));
  }

  /// Six answers of 400 tokens in a cache of 512: most lose their pages several times.
  @Test
  void nobodysTextChangesAndNobodyStarvesWherePagesAreTakenAway() throws InterruptedException {
    List<Generation> all =
        IntStream.range(0, 6)
            .mapToObj(i -> GenerationRequest.greedy(Answers.prompt(10 + i, 30 + i), 400))
            .map(engine::submit)
            .toList();
    for (int i = 5; i >= 0; i--) {
      assertThat(Answers.tokens(all.get(i)))
          .isEqualTo(HashingForward.answer(Answers.prompt(10 + i, 30 + i), 400));
    }
    int needed = IntStream.range(0, 6).map(i -> 10 + i + 399).sum();
    assertThat(forward.computed()).isGreaterThan(needed);
    assertThat(Answers.frees(engine, 8)).isTrue();
  }

  @Test
  void aThousandRunAtOnce() throws InterruptedException {
    EngineOptions options =
        new EngineOptions(128, ElementType.F16, 256)
            .withCacheTokens(130_000)
            .withSequences(new EngineOptions.Sequences(1000, 1000));
    reopen(options);
    forward.gate.drainPermits();
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(engine.submit(GenerationRequest.greedy(new int[] {i % 90, i / 90, 5}, 60)));
    }
    forward.gate.release(1_000_000);
    for (int i = 0; i < 1000; i++) {
      List<Integer> tokens = Answers.tokens(all.get(i));
      assertThat(tokens).hasSize(60);
      if (i % 100 == 0) {
        assertThat(tokens).isEqualTo(HashingForward.answer(new int[] {i % 90, i / 90, 5}, 60));
      }
    }
    assertThat(forward.spans).anyMatch(spans -> spans.size() > 900);
  }

  private void awaitIdle() throws InterruptedException {
    while (engine.load().running() + engine.load().waiting() > 0) {
      Thread.sleep(1);
    }
  }

  private void reopen(EngineOptions options) {
    engine.close();
    forward = Answers.forward(options);
    engine = Answers.engine(forward, options, "");
  }
}
