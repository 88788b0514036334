package dev.fathom.train.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.train.TrainingException;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.Run.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerTest {
  @TempDir Path folder;

  private FakeTrainee learned(Path where, StageConfig.Learning stage, int stopAfter) {
    FakeTrainee trainee = new FakeTrainee(0);
    AtomicInteger asked = new AtomicInteger();
    try (Run run = Run.open(where, "c", Mode.EITHER)) {
      new Learner(Course.of(stage), Stages.ROWS, trainee, run)
          .learn(() -> asked.getAndIncrement() == stopAfter);
    }
    return trainee;
  }

  @Test
  void goesOnToTheSameHashWhereverItWasStopped() {
    StageConfig.Learning stage = Stages.learning(20, "checkpoint-every = 7");
    String hash = learned(folder.resolve("whole"), stage, -1).hash();
    for (int stop : List.of(1, 6, 7, 8, 19)) {
      Path where = folder.resolve("stopped" + stop);
      learned(where, stage, stop);
      FakeTrainee rest = learned(where, stage, -1);
      assertThat(rest.steps).as("stopped after %d", stop).isEqualTo(20 - stop);
      assertThat(rest.hash()).isEqualTo(hash);
    }
  }

  @Test
  void learnsNothingMoreWhenItIsDone() {
    StageConfig.Learning stage = Stages.learning(3, "");
    String hash = learned(folder, stage, -1).hash();
    FakeTrainee again = learned(folder, stage, -1);
    assertThat(again.steps).isZero();
    assertThat(again.hash()).isEqualTo(hash);
  }

  @Test
  void stopsAtALossThatIsNoNumberAndKeepsTheLastGoodCheckpoint() {
    StageConfig.Learning stage = Stages.learning(20, "checkpoint-every = 5");
    FakeTrainee trainee = new FakeTrainee(0);
    trainee.nanAtStep = 13;
    try (Run run = Run.open(folder, "c", Mode.NEW)) {
      assertThatThrownBy(
              () -> new Learner(Course.of(stage), Stages.ROWS, trainee, run).learn(() -> false))
          .isInstanceOf(TrainingException.class)
          .hasMessageStartingWith("first: step 13: the loss is NaN; the last good checkpoint is ")
          .hasMessageContaining("step-10");
      assertThat(run.restore(new FakeTrainee(0)).step()).isEqualTo(10);
    }
  }

  @Test
  void writesEveryStepOnceAndValidationsBetween() throws IOException {
    StageConfig.Learning stage =
        Stages.learning(10, "checkpoint-every = 4\nvalidate-every = 5\nvalidation-rows = 3");
    List<Progress> seen = new ArrayList<>();
    FakeTrainee trainee = new FakeTrainee(0);
    trainee.nanAtStep = 8;
    try (Run run = Run.open(folder, "c", Mode.NEW)) {
      assertThatThrownBy(
              () -> new Learner(Course.of(stage), Stages.ROWS, trainee, run).learn(() -> false))
          .isInstanceOf(TrainingException.class);
    }
    try (Run run = Run.open(folder, "c", Mode.RESUME)) {
      new Learner(Course.of(stage), Stages.ROWS, new FakeTrainee(0), run)
          .watchedBy(seen::add)
          .probedBy((step, model) -> Map.of("accuracy", 0.75))
          .learn(() -> false);
    }
    var lines = MetricsFile.read(folder.resolve("metrics.jsonl"));
    assertThat(
            lines.stream().filter(line -> line.has("loss")).map(line -> line.get("step").asInt()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    var last = lines.getLast();
    assertThat(last.get("validation_loss").asDouble()).isEqualTo(2);
    assertThat(last.get("validation_accuracy").asDouble()).isEqualTo(0.75);
    assertThat(seen.getLast()).isInstanceOf(Progress.Ended.class);
    assertThat(seen).hasAtLeastOneElementOfType(Progress.Validated.class);
    Progress.Stepped first = (Progress.Stepped) seen.getFirst();
    assertThat(first.step()).isEqualTo(5);
    assertThat(first.etaSeconds()).isPositive();
  }
}
