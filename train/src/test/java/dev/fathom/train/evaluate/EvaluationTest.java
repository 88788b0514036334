package dev.fathom.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.train.TrainingException;
import dev.fathom.train.tasks.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluationTest {
  private static final EvaluationSettings GREEDY = EvaluationSettings.greedy(64);

  private static Answerer model(Function<Asked, Answered> says) {
    return new Answerer() {
      @Override
      public String name() {
        return "parrot";
      }

      @Override
      public List<Answered> answer(List<Asked> questions) {
        return questions.stream().map(says).toList();
      }
    };
  }

  private static Answered said(String answer) {
    return new Answered(answer, 10, 12, false, "");
  }

  private static List<Question> sums(int count) {
    return Questions.ofTasks(
        List.of("drill_addition"), List.of(), List.of(Language.values()), count);
  }

  /// Works out `13-4-1`.
  private static String worked(String sum) {
    int total = 0;
    for (String term : sum.replace("-", "+-").split("\\+", -1)) {
      total += term.isBlank() ? 0 : Integer.parseInt(term.strip());
    }
    return Integer.toString(total);
  }

  @Test
  void countsRightAnswersByFamilyLevelAndLanguage() {
    Answerer right = model(asked -> said(worked(asked.question())));
    Scores scores = new Evaluation(right, GREEDY).of(sums(40));
    assertThat(scores.all().right()).isEqualTo(new Share(40, 40));
    assertThat(scores.levels())
        .extracting(Score::group)
        .containsExactlyInAnyOrder("drill_addition level 1", "drill_addition level 2");
    assertThat(scores.languages()).extracting(Score::questions).containsExactly(20, 20);
    assertThat(scores.macro()).isEqualTo(1);
    assertThat(new Evaluation(model(asked -> said("x")), GREEDY).of(sums(9)).macro()).isZero();
  }

  @Test
  void countsTruncatedAndFailedAnswersAsWrongAndShowsThem() {
    Answerer half =
        model(
            asked ->
                asked.question().hashCode() % 2 == 0
                    ? new Answered(worked(asked.question()), 64, 64, true, "")
                    : Answered.failed("gone"));
    Score score = new Evaluation(half, GREEDY).of(sums(50)).all();
    assertThat(score.right().hits()).isZero();
    assertThat(score.truncated().hits() + score.failed()).isEqualTo(50);
    assertThat(score.failed()).isPositive();
  }

  @Test
  void stopsAtOnceWhereNothingIsAnswered() {
    Answerer gone = model(asked -> Answered.failed("http://x: cannot be reached"));
    assertThatThrownBy(() -> new Evaluation(gone, GREEDY).of(sums(5)))
        .isInstanceOf(TrainingException.class)
        .hasMessage("http://x: cannot be reached");
  }

  @Test
  void votesAndPassesOverSamplesWithSeedsOfTheirOwn() {
    // of every eight samples five are right
    Answerer often =
        model(asked -> said(asked.seed() % 8 < 5 ? worked(asked.question()) : "x" + asked.seed()));
    Scores scores = new Evaluation(often, new EvaluationSettings(8, 1, 64, 0)).of(sums(30));
    assertThat(scores.all().right().value()).isCloseTo(0.625, within(1e-9));
    assertThat(scores.all().passAtK().get(1)).isCloseTo(0.625, within(1e-9));
    assertThat(scores.all().passAtK().get(4)).isCloseTo(1, within(1e-9));
    assertThat(scores.all().consAtK()).extractingByKey(8).extracting(Share::value).isEqualTo(1.0);
  }

  @Test
  void drawsACurveOverThinkingBudgets() {
    Answerer slow =
        model(asked -> said(asked.thinkingBudget() >= 32 ? worked(asked.question()) : "?"));
    var curve = new Evaluation(slow, GREEDY).budgetCurve(sums(10), List.of(0, 16, 32, 64));
    assertThat(curve.values()).extracting(Share::value).containsExactly(0.0, 0.0, 1.0, 1.0);
  }

  @Test
  void writesJsonAndATable() {
    Scores scores = new Evaluation(model(asked -> said("8")), GREEDY).of(sums(20));
    JsonNode json = new JsonMapper().readTree(scores.json());
    assertThat(json.path("model").asString()).isEqualTo("parrot");
    assertThat(json.path("generators").asString()).matches("[0-9a-f]{16}");
    assertThat(json.path("all").path("accuracy").asDouble())
        .isEqualTo(scores.all().right().value());
    assertThat(json.path("families").size()).isEqualTo(1);
    assertThat(scores.table()).contains("drill_addition").contains(" to ").endsWith("10\n");
  }

  @Test
  void readsQuestionsOfOthers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("q.jsonl");
    Files.writeString(
        file, "{\"question\":\"1+1\",\"answer\":2}\n\n{\"question\":\"?\",\"answer\":\"A b\"}\n");
    List<Question> questions = Questions.ofJsonLines(file);
    assertThat(questions).hasSize(2);
    assertThat(questions.get(0).right().test(" 2. ")).isTrue();
    assertThat(questions.get(1).right().test("a  B")).isTrue();
    assertThat(questions.get(1).right().test("a")).isFalse();
    Files.writeString(file, "{\"question\":\"1+1\",\"answer\":2}\n{\"question\":3}");
    assertThatThrownBy(() -> Questions.ofJsonLines(file))
        .hasMessageEndingWith("q.jsonl: line 2: needs a 'question' and an 'answer'");
    Files.writeString(file, "nonsense");
    assertThatThrownBy(() -> Questions.ofJsonLines(file)).hasMessageContaining("line 1: no JSON");
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> Questions.ofJsonLines(file)).hasMessageContaining("no questions");
    assertThatThrownBy(() -> Questions.ofJsonLines(folder.resolve("none")))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void refusesLevelsAFamilyDoesNotHave() {
    assertThatThrownBy(
            () -> Questions.ofTasks(List.of("gcd"), List.of(9), List.of(Language.ENGLISH), 3))
        .hasMessage("gcd has levels 1 to 4, wanted [9]");
  }
}
