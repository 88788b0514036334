package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Batch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private final KvCache cache = new KvCache(10, 16);
  private final Scheduler scheduler = new Scheduler(cache, 8);

  @Test
  void hasNothingToDoWithoutSequences() {
    assertThat(scheduler.next()).isEmpty();
  }

  @Test
  void cutsAPromptIntoChunksAndAsksForTheLastRowOnly() {
    Sequence sequence = add(19, 5);
    Batch first = pass().batch();
    assertThat(first.tokens()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(first.outputs()).isEmpty();
    run();
    run();
    Batch third = pass().batch();
    assertThat(third.tokens()).containsExactly(16, 17, 18);
    assertThat(third.spans().getFirst().position()).isEqualTo(16);
    assertThat(third.outputs()).containsExactly(2);
    assertThat(pass().outputs()).extracting(Pass.Part::sequence).containsExactly(sequence);
  }

  @Test
  void takesDecodeTokensTogetherWithAPrefillChunk() {
    Sequence old = add(3, 5);
    run();
    assertThat(old.accept(new Choice(42, null))).isNull();
    Sequence young = add(20, 5);
    Batch batch = pass().batch();
    assertThat(batch.tokens()).containsExactly(42, 0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(batch.spans()).extracting(Batch.Span::position).containsExactly(3, 0);
    assertThat(batch.outputs()).containsExactly(0);
    assertThat(batch.spans().get(1).pageTable()).isEqualTo(young.pageTable());
  }

  @Test
  void promptsTakeTurnsChunkByChunk() {
    Sequence slow = add(64, 1);
    Sequence quick = add(8, 1);
    assertThat(sequences(run())).containsExactly(slow);
    assertThat(sequences(run())).containsExactly(quick);
    assertThat(quick.prefilling()).isFalse();
    assertThat(slow.stored()).isEqualTo(8);
  }

  @Test
  void sharesAChunkBetweenShortPrompts() {
    Sequence a = add(3, 1);
    Sequence b = add(3, 1);
    Sequence c = add(3, 1);
    Pass pass = pass();
    assertThat(sequences(pass)).containsExactly(a, b, c);
    assertThat(pass.parts()).extracting(Pass.Part::count).containsExactly(3, 3, 2);
    assertThat(pass.outputs()).extracting(Pass.Part::sequence).containsExactly(a, b);
  }

  @Test
  void admitsFirstComeFirstServedAndLetsNobodyOvertake() {
    Sequence large = add(8, 100);
    Sequence larger = add(8, 100);
    Sequence small = add(2, 2);
    assertThat(sequences(run())).containsExactly(large);
    assertThat(cache.freePages()).isEqualTo(3);
    scheduler.retire(large, new Delivery.End(FinishReason.LENGTH));
    assertThat(sequences(run())).containsExactly(larger);
    assertThat(sequences(run())).contains(small);
  }

  @Test
  void dropsTheCancelledWhetherRunningOrWaiting() throws InterruptedException {
    Sequence running = add(8, 140);
    Sequence waiting = add(8, 140);
    run();
    running.cancel();
    waiting.cancel();
    assertThat(scheduler.next()).isEmpty();
    assertThat(cache.freePages()).isEqualTo(10);
    assertThat(running.take()).isEqualTo(new Delivery.End(FinishReason.CANCELLED));
    assertThat(waiting.take()).isEqualTo(new Delivery.End(FinishReason.CANCELLED));
  }

  @Test
  void endsASequenceOnce() {
    Sequence sequence = add(8, 8);
    run();
    scheduler.retire(sequence, new Delivery.End(FinishReason.STOP));
    scheduler.retire(sequence, new Delivery.End(FinishReason.STOP));
    scheduler.retireAll(new Delivery.End(FinishReason.STOP));
    assertThat(cache.freePages()).isEqualTo(10);
  }

  @Test
  void runsABoundedNumberAtOnce() {
    Scheduler wide = new Scheduler(new KvCache(1000, 16), 4096);
    for (int i = 0; i < 100; i++) {
      wide.add(sequence(3, 3));
    }
    assertThat(wide.next().orElseThrow().parts()).hasSize(Scheduler.MAX_RUNNING);
  }

  @Test
  void aLongPromptLetsTheStreamsFlow() {
    Scheduler wide = new Scheduler(new KvCache(100, 16), 256);
    Sequence stream = sequence(3, 100);
    wide.add(stream);
    wide.advance(wide.next().orElseThrow(), 1);
    Sequence prompt = sequence(159, 1);
    wide.add(prompt);
    for (int i = 0; i < 2; i++) {
      stream.footprint().append(i);
      Pass pass = wide.next().orElseThrow();
      assertThat(pass.parts()).extracting(Pass.Part::count).containsExactly(1, 64);
      wide.advance(pass, 1);
    }
    wide.retire(stream, new Delivery.End(FinishReason.STOP));
    assertThat(wide.next().orElseThrow().parts()).extracting(Pass.Part::count).containsExactly(31);
  }

  @Test
  void computesACommonPrefixOnce() {
    Sequence first = add(40, 1);
    Sequence second = add(40, 1);
    // 32 of 40 tokens are whole pages: while the one computes a page, the other waits for it
    for (int i = 0; i < 6; i++) {
      assertThat(first.prefilling() || second.prefilling()).isTrue();
      run();
    }
    assertThat(first.prefilling() || second.prefilling()).isFalse();
    assertThat(first.cachedTokens() + second.cachedTokens()).isEqualTo(32);
    assertThat(cache.freePages()).isEqualTo(10 - 2 - 2);
  }

  @Test
  void anotherBeginsAgainThePageWhoseWriterWasCancelled() {
    Sequence first = add(40, 1);
    Sequence second = add(40, 1);
    run();
    first.cancel();
    assertThat(sequences(run())).containsExactly(second);
    assertThat(second.cachedTokens()).isZero();
    assertThat(second.stored()).isEqualTo(8);
  }

  @Test
  void theYoungestGivesUpItsPagesAndComesBackAtItsTurn() {
    KvCache small = new KvCache(10, 16);
    Scheduler growing =
        new Scheduler(new Pages(small, null), new Tally(), new Scheduler.Limits(160, 8, 16));
    List<Sequence> all = List.of(sequence(60, 100), sequence(59, 100));
    Sequence late = sequence(20, 10);
    all.forEach(growing::add);
    growing.add(late);
    Sequence old = all.get(0);
    Sequence young = all.get(1);
    young.footprint().append(7);
    for (int i = 0; i < 200 && old.stored() < 155; i++) {
      Pass pass = growing.next().orElseThrow();
      growing.advance(pass, 1);
      pass.outputs().forEach(part -> part.sequence().footprint().append(3));
    }
    // the old one needed all ten pages, and nobody overtook the young one
    assertThat(young.pageTable()).isEmpty();
    assertThat(young.stored()).isZero();
    assertThat(late.stored()).isZero();
    growing.retire(old, new Delivery.End(FinishReason.STOP));
    assertThat(sequences(growing.next().orElseThrow()).getFirst()).isSameAs(young);
    assertThat(young.prefilling()).isTrue();
  }

  private Pass pass() {
    return scheduler.next().orElseThrow();
  }

  private Pass run() {
    Optional<Pass> pass = scheduler.next();
    scheduler.advance(pass.orElseThrow(), 1);
    return pass.orElseThrow();
  }

  private Sequence add(int prompt, int maxTokens) {
    Sequence sequence = sequence(prompt, maxTokens);
    scheduler.add(sequence);
    return sequence;
  }

  private static Sequence sequence(int prompt, int maxTokens) {
    int[] ids = new int[prompt];
    for (int i = 0; i < prompt; i++) {
      ids[i] = i;
    }
    return new Sequence(GenerationRequest.greedy(ids, maxTokens), 160, Answers.lexicon(1000));
  }

  private static List<Sequence> sequences(Pass pass) {
    return pass.parts().stream().map(Pass.Part::sequence).toList();
  }
}
