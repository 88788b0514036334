package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamedGenerationTest {
  private HashingForward forward = Answers.forward();
  private Engine engine = Answers.engine(forward, 7, Set.of());

  @AfterEach
  void closes() {
    engine.close();
  }

  @Test
  void endsWithTheEndTokenAndCountsButDoesNotSayIt() throws InterruptedException {
    int[] prompt = Answers.promptWhere(a -> Answers.isPlain(a) && a.indexOf(a.get(8)) == 8);
    List<Integer> answer = HashingForward.answer(prompt, 9);
    int end = answer.get(8);
    engine.close();
    forward = Answers.forward();
    engine = Answers.engine(forward, 7, Set.of(end, LetterTokenizer.END));
    Generation generation = engine.submit(GenerationRequest.greedy(prompt, 100));
    List<GenerationEvent> events = Answers.events(generation);
    GenerationEvent.Finished last = (GenerationEvent.Finished) events.getLast();
    assertThat(last.reason()).isEqualTo(FinishReason.STOP);
    assertThat(last.usage().completionTokens()).isEqualTo(9);
    assertThat(last.usage().promptTokens()).isEqualTo(10);
    assertThat(generation.tokens()).isEqualTo(answer);
    assertThat(Answers.text(events)).isEqualTo(Answers.spelt(answer.subList(0, 8)));
  }

  @Test
  void stopsAtAStringAcrossTokenBorders() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    List<Integer> answer = HashingForward.answer(prompt, 40);
    String text = Answers.spelt(answer);
    for (int from : new int[] {0, 1, 7, 8, 31}) {
      String stop = text.substring(from, from + 5);
      int at = text.indexOf(stop);
      Generation generation =
          engine.submit(
              new GenerationRequest(prompt, Sampling.GREEDY, 40, List.of("~", stop), false));
      List<GenerationEvent> events = Answers.events(generation);
      assertThat(Answers.text(events)).isEqualTo(text.substring(0, at));
      GenerationEvent.Finished last = (GenerationEvent.Finished) events.getLast();
      assertThat(last.reason()).isEqualTo(FinishReason.STOP);
      // the last token counted is the one that completes the string, however far the loop ran
      int count = Answers.tokensUntil(answer, at + 5);
      assertThat(generation.tokens()).isEqualTo(answer.subList(0, count));
      assertThat(last.usage().completionTokens()).isEqualTo(count);
    }
    assertThat(Answers.frees(engine, 8)).isTrue();
  }

  @Test
  void saysTextHeldBackForAStopStringThatDoesNotCome() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    List<Integer> answer = HashingForward.answer(prompt, 12);
    String text = Answers.spelt(answer);
    String stop = text.substring(text.length() - 2) + "?";
    Generation generation =
        engine.submit(new GenerationRequest(prompt, Sampling.GREEDY, 12, List.of(stop), false));
    assertThat(Answers.text(Answers.events(generation))).isEqualTo(text);
  }

  @Test
  void looksForStopStringsInTheAnswerOnly() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    List<Integer> answer = HashingForward.answer(prompt, 40);
    String stop = Answers.spelt(answer).substring(2, 6);
    Generation generation =
        engine.submit(new GenerationRequest(prompt, Sampling.GREEDY, 40, List.of(stop), true));
    GenerationEvent.Finished last = Answers.finish(generation);
    assertThat(last.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(last.usage().thinkingTokens()).isEqualTo(40);
  }

  @Test
  void countsTheThoughtUntilItsClosingMark() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::closesItsThought);
    List<Integer> answer = HashingForward.answer(prompt, 60);
    int mark = answer.indexOf(LetterTokenizer.THOUGHT);
    Generation generation =
        engine.submit(new GenerationRequest(prompt, Sampling.GREEDY, 60, List.of(), true));
    List<GenerationEvent> events = Answers.events(generation);
    StringBuilder thought = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Thought(String text)) {
        thought.append(text);
      }
    }
    assertThat(thought.toString()).isEqualTo(Answers.spelt(answer.subList(0, mark)));
    GenerationEvent.Finished last = (GenerationEvent.Finished) events.getLast();
    assertThat(last.usage().thinkingTokens()).isEqualTo(mark + 1);
    assertThat(last.usage().completionTokens()).isEqualTo(60);
  }

  @Test
  void measuresTimes() throws InterruptedException {
    Usage usage =
        Answers.finish(engine.submit(GenerationRequest.greedy(Answers.prompt(10, 1), 20))).usage();
    assertThat(usage.firstTokenMillis()).isPositive();
    assertThat(usage.prefillTokensPerSecond()).isPositive();
    assertThat(usage.decodeTokensPerSecond()).isPositive();
    Usage one =
        Answers.finish(engine.submit(GenerationRequest.greedy(Answers.prompt(10, 1), 1))).usage();
    assertThat(one.decodeTokensPerSecond()).isZero();
  }

  @Test
  void aReaderThatComesLateMissesNothingAndHoldsUpNobody() throws InterruptedException {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    List<Generation> unread = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      unread.add(engine.submit(GenerationRequest.greedy(prompt, 60)));
    }
    List<Integer> answer = HashingForward.answer(prompt, 60);
    assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(prompt, 60))))
        .isEqualTo(answer);
    assertThat(Answers.frees(engine, 8)).isTrue();
    for (Generation late : unread) {
      assertThat(Answers.tokens(late)).isEqualTo(answer);
    }
  }

  @Test
  void canBeReadInALoop() {
    int[] prompt = Answers.promptWhere(Answers::isPlain);
    List<GenerationEvent> events = new ArrayList<>();
    for (GenerationEvent event : engine.submit(GenerationRequest.greedy(prompt, 20))) {
      events.add(event);
    }
    assertThat(events.getLast()).isInstanceOf(GenerationEvent.Finished.class);
    assertThat(Answers.text(events)).isEqualTo(Answers.spelt(HashingForward.answer(prompt, 20)));
  }
}
