package dev.fathom.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.train.tasks.Language;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EngineAnswererTest {
  private static final Fathom FATHOM =
      Fathom.embedded(FathomOptions.DEFAULTS.withThreads(2).withCacheTokens(8192));

  @AfterAll
  static void close() {
    FATHOM.close();
  }

  private static Asked greedy(String question, int maxTokens, int budget) {
    return new Asked(question, 0, 0, maxTokens, budget);
  }

  @Test
  void answersManyQuestionsAtOnceInTheirOrder() {
    EngineAnswerer answerer = new EngineAnswerer("embedded", FATHOM, 5);
    List<Asked> asked =
        IntStream.range(11, 28)
            .mapToObj(n -> greedy("What is " + n + " + 85?", 200, Asked.UNBOUNDED))
            .toList();
    List<Answered> answers = answerer.answer(asked);
    assertThat(answers).hasSize(17);
    long right =
        IntStream.range(0, 17)
            .filter(i -> answers.get(i).answer().contains(Integer.toString(i + 96)))
            .count();
    assertThat(right).isGreaterThan(13);
    assertThat(answers.getFirst().thoughtTokens()).isPositive();
    assertThat(answers.getFirst().failure()).isEmpty();
  }

  @Test
  void saysThatAnAnswerWasCut() {
    Answered cut =
        new EngineAnswerer("embedded", FATHOM, 1)
            .answer(List.of(greedy("What is 47 + 85?", 5, Asked.UNBOUNDED)))
            .getFirst();
    assertThat(cut.truncated()).isTrue();
    assertThat(cut.tokens()).isEqualTo(5);
  }

  @Test
  void boundsTheThoughtAndSkipsIt() {
    EngineAnswerer answerer = new EngineAnswerer("embedded", FATHOM, 2);
    List<Answered> answers =
        answerer.answer(
            List.of(greedy("What is 47 + 85?", 60, 8), greedy("What is 47 + 85?", 60, 0)));
    assertThat(answers.get(0).thoughtTokens()).isBetween(1, 12);
    assertThat(answers.get(1).thoughtTokens()).isLessThanOrEqualTo(1);
    assertThat(answers).extracting(Answered::failure).containsOnly("");
  }

  @Test
  void isEvaluated() {
    List<Question> questions =
        Questions.ofTasks(List.of("chain_sum"), List.of(1), List.of(Language.ENGLISH), 6);
    Scores scores =
        new Evaluation(new EngineAnswerer("embedded", FATHOM, 8), EvaluationSettings.greedy(200))
            .of(questions);
    assertThat(scores.all().questions()).isEqualTo(6);
    assertThat(scores.all().failed()).isZero();
  }
}
