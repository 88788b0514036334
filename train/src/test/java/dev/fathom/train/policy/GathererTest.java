package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.train.Rows;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.DataMix;
import dev.fathom.train.data.Selection;
import dev.fathom.train.evaluate.Answered;
import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.Asked;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GathererTest {
  private static final String RECIPE =
      """
      name = "small"
      [[stage]]
      name = "first"
      kind = "pretrain"
      [stage.mix.families]
      gcd = {}
      [[stage]]
      name = "reject"
      kind = "reject"
      from = "first"
      rounds = 3
      questions = 10
      samples = 8
      most = 2
      [stage.mix.families]
      gcd = {}
      [[stage]]
      name = "distil"
      kind = "distil"
      rounds = 2
      [stage.teacher]
      place = "http://localhost:1/v1"
      model = "big"
      [stage.mix.families]
      gcd = {}
      [[stage]]
      name = "sft"
      kind = "sft"
      from = "first"
      [stage.traces]
      reject = 0.6
      distil = 0.2
      [stage.mix.families]
      gcd = {}
      """;

  private static StageConfig.Gathering stage() {
    return (StageConfig.Gathering) Recipes.parse("small.toml", RECIPE).stage("reject");
  }

  /// Knows all answers, in thoughts of different length, and says something else sometimes.
  private static final class Oracle implements Answerer {
    private final Map<String, String> answers = new HashMap<>();
    int asked;
    int failsFrom = Integer.MAX_VALUE;

    Oracle() {
      Selection selection = new Selection(stage().mix(), 1);
      for (int number = 0; number < 30; number++) {
        Problem problem = selection.example(Split.TRAIN, number).problem();
        answers.put(problem.question(), problem.answer());
      }
    }

    @Override
    public String name() {
      return "the oracle";
    }

    @Override
    public List<Answered> answer(List<Asked> questions) {
      return questions.stream().map(this::answer).toList();
    }

    private Answered answer(Asked question) {
      if (++asked > failsFrom) {
        return Answered.failed("no answer within 50 ms");
      }
      int kind = Math.floorMod(question.seed(), 4);
      String thought = "a line\n" + "another ".repeat(kind + 1);
      String answer = kind == 3 ? "no idea" : answers.getOrDefault(question.question(), "?");
      return new Answered(answer, 3, 5, kind == 2, "", thought);
    }
  }

  @Test
  void keepsTheShortestRightAnswersOnly(@TempDir Path folder) {
    Gatherer.Gathered gathered = new Gatherer(stage(), new Oracle(), folder, 1).gather(() -> false);
    assertThat(gathered.complete()).isTrue();
    List<Trace> traces = Trace.read(folder.resolve(Gatherer.TRACES));
    assertThat(traces).hasSize((int) gathered.traces()).hasSizeBetween(30, 60);
    for (Trace trace : traces) {
      assertThat(trace.thought()).matches("(?s)a line\n(another ){1,2}");
      assertThat(trace.family()).isEqualTo("gcd");
    }
    Map<String, Integer> counts = new HashMap<>();
    traces.forEach(trace -> counts.merge(trace.question(), 1, Integer::sum));
    assertThat(counts.values()).allMatch(count -> count <= 2);
  }

  @Test
  void goesOnWhereItWasStoppedOrItsTeacherFailed(@TempDir Path folder) throws IOException {
    Path whole = folder.resolve("whole");
    new Gatherer(stage(), new Oracle(), whole, 1).gather(() -> false);
    Path parts = folder.resolve("parts");
    AtomicInteger looks = new AtomicInteger();
    Gatherer.Gathered first =
        new Gatherer(stage(), new Oracle(), parts, 1).gather(() -> looks.getAndIncrement() > 0);
    assertThat(first.rounds()).isEqualTo(1);
    assertThat(first.complete()).isFalse();
    Oracle broken = new Oracle();
    broken.failsFrom = 80;
    assertThatThrownBy(() -> new Gatherer(stage(), broken, parts, 1).gather(() -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "reject: round 3: the oracle answered none of 80 questions: no answer within 50 ms; 2 rounds are kept, go on with --resume");
    new Gatherer(stage(), new Oracle(), parts, 1).gather(() -> false);
    assertThat(Files.readString(parts.resolve(Gatherer.TRACES)))
        .isEqualTo(Files.readString(whole.resolve(Gatherer.TRACES)));
  }

  @Test
  void readsTeachersAndTraces() {
    Recipe recipe = Recipes.parse("small.toml", RECIPE);
    StageConfig.Gathering distil = (StageConfig.Gathering) recipe.stage("distil");
    assertThat(distil.teacher())
        .isEqualTo(new StageConfig.Teacher("http://localhost:1/v1", "big", "", 120, 4));
    StageConfig.Learning sft = (StageConfig.Learning) recipe.stage("sft");
    assertThat(sft.traces())
        .containsExactlyInAnyOrderEntriesOf(Map.of("reject", 0.6, "distil", 0.2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "most = 2|most = 9|stage reject: of 8 answers at most as many can be kept, got 9",
        "rounds = 3|round = 3|there is no 'stage[2].round'",
        "place =|plaice =|'stage[3].teacher.place' is missing",
        "model = \"big\"|modle = \"big\"|there is no 'stage[3].teacher.modle'",
        "reject = 0.6|reject = 0.9|stage sft: shares of traces must be 1 at most, got 1.1",
        "reject = 0.6|first = 0.6|'stage[4].traces' must be a stage that gathers, before 'sft', found first",
        "reject = 0.6|reject = 6|'stage[4].traces.reject' must be a number from 0 to 1, found 6",
      })
  void tellsWhatIsWrong(String was, String is, String message) {
    assertThatThrownBy(() -> Recipes.parse("r.toml", RECIPE.replace(was, is)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void mixesTracesAndReplayByTheirShares() {
    DataMix.Limits limits = new DataMix.Limits(1, 4000, 300);
    DataMix mix = new DataMix(stage().mix(), Small.TOKENIZER, limits);
    Problem problem = Tasks.named("gcd").problem(1, 1, dev.fathom.train.tasks.Language.ENGLISH);
    Trace trace =
        new Trace(problem.question(), "one known thought", problem.answer(), "gcd", 1, "en");
    List<ChatLines.Line> lines = TraceMix.lines(List.of(trace), Small.TOKENIZER, 300);
    TraceMix source = new TraceMix(mix, limits, Map.of("t", lines), Map.of("t", 0.7));
    double ours = 0;
    double all = 0;
    for (int step = 1; step <= 8; step++) {
      Rows rows = source.rows(step);
      assertThat(rows.tokens()).isEqualTo(source.rows(step).tokens());
      for (int[] row : rows.tokens()) {
        all += row.length;
        ours += java.util.Arrays.equals(row, lines.getFirst().tokens()) ? row.length : 0;
      }
    }
    System.out.printf("traces make %.3f of the tokens, wanted 0.7%n", ours / all);
    assertThat(ours / all).isBetween(0.6, 0.8);
    assertThatThrownBy(() -> new TraceMix(mix, limits, Map.of(), Map.of("t", 0.7)))
        .isInstanceOf(TrainingException.class);
  }

  @Test
  void refusesDamagedTraces(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("t.jsonl");
    Files.writeString(file, "{\"question\":\"q\",\"answer\":\"a\"}\n{\"question\":");
    assertThatThrownBy(() -> Trace.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("line 2: no JSON");
    Files.writeString(file, "{\"question\":3}\n");
    assertThatThrownBy(() -> Trace.read(file)).hasMessageContaining("line 1: needs a 'question'");
  }
}
